package dev.weir.server.workspace;

import dev.weir.server.problem.Problem;

/** What things may be called. */
final class Names {

    private static final int LONGEST = 200;

    private Names() {}

    /** @throws Problem when it is blank, too long, or has characters that would break a line or a terminal */
    static void require(String property, String name) {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw Problem.invalid(
                            "bad_name",
                            property + " must be 1 to " + LONGEST + " characters, without control characters.")
                    .at("/" + property, "must be 1 to " + LONGEST + " characters, without control characters");
        }
    }
}
