package dev.weir.app.vendors;

import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.problem.Problem;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which addresses may be called: public ones over https, and those that {@code WEIR_ALLOW_ADDRESSES} names one by one,
 * such as {@code 127.0.0.1:8080,crm.internal:443}, for providers inside one's own network.
 */
public final class Reachable {

    static final String VARIABLE = "WEIR_ALLOW_ADDRESSES";

    private Reachable() {}

    /** @throws Problem when the variable cannot be read */
    public static Reach of(Map<String, String> environment) {
        Set<Target> allowed = new LinkedHashSet<>();
        Arrays.stream(environment.getOrDefault(VARIABLE, "").split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .forEach(text -> allowed.add(target(text)));
        return new Reach(allowed, false, false, Set.of());
    }

    private static Target target(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new Target(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException unreadable) {
            throw Problem.invalid(
                    "bad_address",
                    VARIABLE + " holds '" + text
                            + "'. Write host and port, such as 127.0.0.1:8080, with commas between.");
        }
    }
}
