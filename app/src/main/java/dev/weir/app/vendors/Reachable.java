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
        return new Reach(targets(environment, VARIABLE), false, false, Set.of());
    }

    /**
     * Of the addresses that a variable names one by one, whatever they are.
     *
     * @throws Problem when it cannot be read
     */
    public static Set<Target> targets(Map<String, String> environment, String variable) {
        Set<Target> allowed = new LinkedHashSet<>();
        Arrays.stream(environment.getOrDefault(variable, "").split(",", -1))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .forEach(text -> allowed.add(target(variable, text)));
        return allowed;
    }

    private static Target target(String variable, String text) {
        int colon = text.lastIndexOf(':');
        try {
            return new Target(text.substring(0, Math.max(0, colon)), Integer.parseInt(text.substring(colon + 1)));
        } catch (IllegalArgumentException unreadable) {
            throw Problem.invalid(
                    "bad_address",
                    variable + " holds '" + text
                            + "'. Write host and port, such as 127.0.0.1:8080, with commas between.");
        }
    }
}
