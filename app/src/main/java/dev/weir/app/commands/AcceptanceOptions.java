package dev.weir.app.commands;

import dev.weir.app.enrich.Demands;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CatchAll;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a value needs to count. */
final class AcceptanceOptions {

    @Option(
            names = "--verify",
            split = ",",
            paramLabel = "A,B",
            description =
                    "Who verifies each e-mail that is found, before it counts: the first, and where that one cannot"
                            + " tell, the next. An e-mail that does not stand makes the waterfall go on.")
    private @Nullable List<String> verify;

    @Option(
            names = "--catch-all",
            paramLabel = "POLICY",
            description =
                    "E-mails at domains that take mail for every name: accept, accept_and_flag (usual with --verify:"
                            + " a column says which they are), or reject_and_continue.")
    private @Nullable String catchAll;

    @Option(
            names = "--min-confidence",
            split = ",",
            paramLabel = "[FIELD=]N",
            description =
                    "Take a value only when its provider is at least N percent sure; one that does not say how sure it"
                            + " is, is taken at its word.")
    private @Nullable List<String> minConfidence;

    @Option(
            names = "--accept",
            paramLabel = "FIELD=EXPR",
            description = "Take a value of that field only when an expression (CEL) is true of it, such as"
                    + " \"person.work_email=provider != 'pdl'\". Once for each field.")
    private List<String> conditions = List.of();

    Demands demands() {
        return new Demands(verifiers(), policy(catchAll), confidences(), conditions(conditions));
    }

    /** The rules of {@code --accept}, by field. */
    static Map<String, String> conditions(List<String> rules) {
        Map<String, String> byField = new HashMap<>();
        for (String rule : rules) {
            int equals = rule.indexOf('=');
            if (equals <= 0) {
                throw Problem.invalid(
                        "condition_malformed",
                        "--accept '" + rule + "' names no field. Write --accept"
                                + " \"person.work_email=!value.startsWith('info@')\".");
            }
            String field = rule.substring(0, equals).strip();
            if (byField.put(field, rule.substring(equals + 1).strip()) != null) {
                throw Problem.invalid(
                        "condition_malformed",
                        "--accept names " + field + " twice. Keep one, and join what it has to meet with &&.");
            }
        }
        return byField;
    }

    private List<String> verifiers() {
        List<String> said = verify;
        if (said == null) {
            return List.of();
        }
        List<String> names =
                said.stream().map(String::strip).filter(name -> !name.isEmpty()).toList();
        if (names.isEmpty()) {
            // Such as "$VERIFIERS" of a shell that does not know it: taken for nobody, nothing would be verified.
            throw Problem.invalid(
                    "no_verifier",
                    "--verify names nobody. Name who verifies, such as --verify zerobounce, or leave --verify out.");
        }
        return names;
    }

    /** What a policy says; null when nothing is said. @throws Problem for one that there is not */
    static @Nullable CatchAll policy(@Nullable String catchAll) {
        if (catchAll == null) {
            return null;
        }
        String said = catchAll.strip().toLowerCase(Locale.ROOT).replace('-', '_');
        return Arrays.stream(CatchAll.values())
                .filter(policy -> policy.text().equals(said))
                .findFirst()
                .orElseThrow(() -> Problem.invalid(
                        "bad_catch_all",
                        "There is no policy '" + catchAll
                                + "'. Write --catch-all accept, accept_and_flag or reject_and_continue."));
    }

    private Map<String, Integer> confidences() {
        List<String> rules = minConfidence;
        if (rules == null) {
            return Map.of();
        }
        if (rules.stream().allMatch(String::isBlank)) {
            throw Problem.invalid(
                    "bad_confidence",
                    "--min-confidence says no number. Write --min-confidence 80, or leave --min-confidence out.");
        }
        Map<String, Integer> byField = new HashMap<>();
        for (String rule : rules) {
            int equals = rule.indexOf('=');
            String field = equals < 0 ? "" : rule.substring(0, equals).strip();
            int percent;
            try {
                percent = Integer.parseInt(rule.substring(equals + 1).strip());
            } catch (NumberFormatException unreadable) {
                throw Problem.invalid(
                        "bad_confidence",
                        "--min-confidence '" + rule
                                + "' is not understood. Write --min-confidence 80, or person.work_email=80.");
            }
            if (equals == 0 || byField.put(field, percent) != null) {
                throw Problem.invalid(
                        "bad_confidence",
                        "--min-confidence '" + rule
                                + "' names no field, or one that stands there already. Name each field once, such as"
                                + " person.work_email=80.");
            }
        }
        return byField;
    }
}
