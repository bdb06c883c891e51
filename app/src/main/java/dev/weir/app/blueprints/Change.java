package dev.weir.app.blueprints;

import java.util.List;

/**
 * What making a folder so changes of one step or blueprint.
 *
 * @param what {@code step} or {@code blueprint}
 * @param version it has then
 * @param differences by property, for people; none unless it is changed
 */
public record Change(Kind kind, String what, String name, int version, List<String> differences) {

    /** What becomes of it. */
    public enum Kind {
        ADDED("+"),
        CHANGED("~"),
        RETIRED("-"),
        SAME("="),
        /** It is in the registry and not among the files, and stays. */
        KEPT("?");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }
    }

    public Change {
        differences = List.copyOf(differences);
    }

    /** Whether the registry is another one afterwards. */
    public boolean changes() {
        return kind == Kind.ADDED || kind == Kind.CHANGED || kind == Kind.RETIRED;
    }

    /** {@code + step work-email (version 1)}. */
    public String line() {
        return kind.sign + " " + what + " " + name
                + switch (kind) {
                    case ADDED, CHANGED -> " (version " + version + ")";
                    case RETIRED -> " is retired";
                    case KEPT -> " is not among the files, and stays; --prune retires it";
                    case SAME -> "";
                };
    }
}
