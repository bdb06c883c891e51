package dev.weir.app.enrich;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Demand;
import dev.weir.server.catalog.Planner;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CatchAll;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * @param conditions expressions that have to be true of a value, by field
 */
public record Demands(
        List<String> verify,
        @Nullable CatchAll catchAll,
        Map<String, Integer> minConfidence,
        Map<String, String> conditions) {

    /** None but the usual ones. */
    public static final Demands USUAL = new Demands(List.of(), null, Map.of(), Map.of());

    /** @throws Problem for a percentage beyond 0 to 100, and for a flag that nobody could set */
    public Demands {
        verify = List.copyOf(verify);
        minConfidence = Map.copyOf(minConfidence);
        conditions = Map.copyOf(conditions);
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
                        "--min-confidence " + percent + " is no percentage. Write a number from 0 to 100.");
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

    /**
     * The same by field: who verifies is meant for the fields that can be verified, a confidence without a field for those
     * of which one is said.
     *
     * @throws Problem when none of the fields is such
     */
    Map<String, Demand> byField(Catalog catalog, List<String> fields) {
        List<String> verifiable = verified()
                ? fields.stream()
                        .filter(field -> !catalog.verifying(field).isEmpty())
                        .toList()
                : List.of();
        if (verified() && verifiable.isEmpty()) {
            // Who cannot verify at all is told so, whatever is asked for.
            catalog.verifiers("person.work_email", verify);
            throw Problem.invalid(
                    "nothing_to_verify",
                    "--verify verifies e-mails, and none of the --fields is one. Add person.work_email, or leave"
                            + " --verify out.");
        }
        Map<String, Demand> byField = new LinkedHashMap<>();
        for (String field : fields) {
            Demand demand = new Demand(
                    confidence(field),
                    policy(),
                    verifiable.contains(field) ? verify : List.of(),
                    conditions.get(field));
            if (!demand.equals(Demand.USUAL)) {
                byField.put(field, demand);
            }
        }
        requireConfidences(fields);
        minConfidence.forEach((field, percent) -> {
            if (!field.isEmpty() && !byField.containsKey(field)) {
                byField.put(field, new Demand(percent, policy(), List.of()));
            }
        });
        // Of a field that is not asked for, so that it is told.
        conditions.forEach(
                (field, condition) -> byField.putIfAbsent(field, new Demand(0, policy(), List.of(), condition)));
        return byField;
    }

    private int confidence(String field) {
        int forAll = Planner.hasConfidence(field) ? minConfidence.getOrDefault("", 0) : 0;
        return minConfidence.getOrDefault(field, forAll);
    }

    private void requireConfidences(List<String> fields) {
        if (minConfidence.containsKey("") && fields.stream().noneMatch(Planner::hasConfidence)) {
            throw Problem.invalid(
                    "no_confidence",
                    "--min-confidence: nobody says how sure they are of " + String.join(", ", fields)
                            + ". Leave it out, or ask for person.work_email, of which it is said.");
        }
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
        if (!conditions.isEmpty()) {
            parts.add("accept " + new TreeMap<>(conditions));
        }
        return parts;
    }
}
