package dev.weir.acceptance.judges;

import dev.weir.server.workspace.Role;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The operations of an OpenAPI document, and who may use each, as it says so itself. */
final class Operations {

    private static final Pattern NEEDS_ROLE = Pattern.compile("Needs the role (\\w+)\\.");

    private final List<Operation> all = new ArrayList<>();

    /** Reads them. @param document as the server serves it */
    Operations(JsonNode document) {
        document.path("paths")
                .forEachEntry((path, methods) -> methods.forEachEntry((method, operation) -> {
                    String said = operation.path("description").asString("");
                    Matcher role = NEEDS_ROLE.matcher(said);
                    boolean open = operation.path("security").isArray()
                            && operation.path("security").isEmpty();
                    all.add(new Operation(
                            method.toUpperCase(Locale.ROOT),
                            path,
                            pattern(path),
                            open,
                            said.contains("Needs the installation's key."),
                            role.find()
                                    ? Optional.of(Role.valueOf(role.group(1).toUpperCase(Locale.ROOT)))
                                    : Optional.empty()));
                }));
        // Of two that fit a path, the server takes the one with fewer variables.
        all.sort(Comparator.comparingLong(
                one -> one.path().chars().filter(c -> c == '{').count()));
    }

    private static Pattern pattern(String path) {
        StringBuilder pattern = new StringBuilder();
        for (String part : path.substring(1).split("/", -1)) {
            pattern.append('/').append(part.startsWith("{") ? "[^/?]*" : Pattern.quote(part));
        }
        return Pattern.compile(pattern.toString());
    }

    /**
     * One of them.
     *
     * @param open to whoever comes, with no key
     * @param installation whether it needs the installation's key
     * @param role that it needs in the workspace of its path; empty for any key
     */
    record Operation(
            String method, String path, Pattern pattern, boolean open, boolean installation, Optional<Role> role) {

        /** As Schemathesis calls it. */
        String label() {
            return method + " " + path;
        }
    }

    /** How many there are. */
    int size() {
        return all.size();
    }

    /** Which one that request is of; empty when the document has none. */
    Optional<Operation> of(String method, String path) {
        return all.stream()
                .filter(one -> one.method().equals(method)
                        && one.pattern().matcher(path).matches())
                .findFirst();
    }
}
