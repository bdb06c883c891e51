package dev.weir.acceptance.judges;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What Schemathesis says of an operation and is as it should be.
 *
 * @param codes as {@code st explain} knows them
 * @param operations their names, such as {@code GET /api/v1/me}
 * @param why it is no fault
 */
record Exemption(Pattern codes, Pattern operations, String why) {

    private static final String ACCEPTED = "ST201";
    private static final String METHOD = "ST204";
    private static final String ALLOW = "ST205";
    private static final String HEADER = "ST203";

    /** All there are. */
    static final List<Exemption> ALL = List.of(
            of(
                    ACCEPTED,
                    "GET .*",
                    "a parameter without a value, as forms send those that nobody filled in, is one that was not given"),
            of(
                    ACCEPTED,
                    "(PUT|PATCH|POST) .*",
                    "null for a property that may be left out is read as if it were; answers leave it out, and the"
                            + " schema that they share says so"),
            of(
                    "(" + ALLOW + "|" + METHOD + ")",
                    "[A-Z]+ .*/(audience/requests/retry|audience/triggers/try|enrichment-jobs/quote)",
                    "the path is one of /…/{name} too, whose methods are allowed there and may find nothing of that name"),
            of(
                    HEADER,
                    "POST .*/audience/uploads",
                    "a body of no kind that is read here is refused before its sender's key is looked at; nothing is told"
                            + " by that but what the document says"));

    private static Exemption of(String code, String operations, String why) {
        return new Exemption(Pattern.compile(code), Pattern.compile(operations), why);
    }

    /** Whether something that was found is no fault. */
    static boolean has(String code, String operation) {
        return ALL.stream()
                .anyMatch(one -> one.codes().matcher(code).matches()
                        && one.operations().matcher(operation).matches());
    }
}
