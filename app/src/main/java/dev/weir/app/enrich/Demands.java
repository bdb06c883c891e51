package dev.weir.app.enrich;

import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CatchAll;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the user demands of a value before it counts.
 *
 * @param verify who verifies e-mails that are found, in this order; nobody when it is empty
 * @param catchAll null for the usual: catch-all addresses count, and where finds are verified the list shows which
 * @param minConfidence in percent, by field; under an empty name for all fields
 */
public record Demands(List<String> verify, @Nullable CatchAll catchAll, Map<String, Integer> minConfidence) {

    /** None but the usual ones. */
    public static final Demands USUAL = new Demands(List.of(), null, Map.of());

    /** @throws Problem for a percentage beyond 0 to 100, and for somebody who is to verify twice */
    public Demands {
        verify = List.copyOf(verify);
        minConfidence = Map.copyOf(minConfidence);
        if (verify.stream().distinct().count() < verify.size()) {
            throw Problem.invalid("verifier_twice", "--verify names somebody twice. Name each once.");
        }
        if (catchAll == CatchAll.ACCEPT_AND_FLAG && verify.isEmpty()) {
            throw Problem.invalid(
                    "nothing_to_flag",
                    "--catch-all accept_and_flag shows what a verifier has said. Add --verify zerobounce, or ask for"
                            + " person.work_email_status too (--fields).");
        }
        minConfidence.values().forEach(percent -> {
            if (percent < 0 || percent > 100) {
                throw Problem.invalid(
                        "bad_confidence",
                        "--min-confidence is a percentage, 0 to 100, and not " + percent
                                + ". Write --min-confidence 80.");
            }
        });
    }

    boolean verified() {
        return !verify.isEmpty();
    }

    /** Whether the list gets a column with the status of what was verified. */
    boolean flags() {
        return verified() && (catchAll == null || catchAll == CatchAll.ACCEPT_AND_FLAG);
    }

    CatchAll policy() {
        return catchAll == null ? CatchAll.ACCEPT_AND_FLAG : catchAll;
    }

    /** What makes two commands differ; nothing where nothing is demanded. */
    List<String> parts() {
        List<String> parts = new ArrayList<>();
        if (verified()) {
            parts.add("verify " + verify);
        }
        if (verified() || catchAll != null) {
            parts.add("catch-all " + policy());
        }
        if (!minConfidence.isEmpty()) {
            parts.add("confidence " + new TreeMap<>(minConfidence));
        }
        return parts;
    }
}
