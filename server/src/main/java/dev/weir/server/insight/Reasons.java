package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Step;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Why something happened, or did not, in one clause without a value in it. */
final class Reasons {

    private Reasons() {}

    /** @param alongWith the step for which the same answer had come before; null when it is none of this row */
    static String of(Recording recording, OperationSpec spec, Values known, @Nullable String alongWith) {
        if (recording.source() == Recording.Source.NOT_ASKED) {
            return passedOver(
                    NotAskedReason.valueOf(
                            (recording.detail() == null ? "" : recording.detail()).toUpperCase(Locale.ROOT)),
                    spec,
                    known);
        }
        String how = switch (recording.source()) {
            case ASKED -> recording.tries() > 1 ? "asked, " + recording.tries() + " tries" : "asked";
            case REMEMBERED ->
                alongWith == null
                        ? "not called: its answer to this question was remembered, at no cost"
                        : "not called: it had given this along with its answer for " + alongWith + ", at no cost";
            case FOLLOWED -> "not called: another row put the same question, at no cost";
            case NOT_ASKED -> "";
        };
        return how + "; " + verdict(recording, spec);
    }

    private static String verdict(Recording recording, OperationSpec spec) {
        String detail = recording.detail() == null ? "" : recording.detail();
        return switch (recording.verdict()) {
            case "accepted" -> "found, and accepted";
            case "partial" -> "found in part; it lacks " + detail.replace(",", ", ");
            case "rejected" -> "found, but rejected: " + detail;
            case "not_found" -> "not found";
            case "bad_answer" -> "its answer cannot be used: " + detail;
            case "failed" -> "failed: " + detail;
            case "blocked" -> "the subject opted out at " + spec.id().provider();
            case "timed_out" -> "its answer did not come in time";
            case "in_doubt" -> "its answer was lost, and somebody has settled that";
            default -> recording.verdict();
        };
    }

    private static String passedOver(NotAskedReason reason, OperationSpec spec, Values known) {
        return switch (reason) {
            case NO_INPUT -> "passed over: " + needs(spec, known);
            case SUPPRESSED -> "passed over: the subject is on a suppression list";
            case UNAVAILABLE -> "passed over: it could not be used for longer than a cell waits";
            case CAP_REACHED -> "passed over: what was spent left no room for its price";
            case CREDENTIALS_MISSING -> "passed over: there is no key for it";
            case NEEDED_IN_DOUBT -> "passed over: what it needs, or this very question, is in doubt elsewhere";
        };
    }

    /** What it needs and the row did not know. */
    private static String needs(OperationSpec spec, Values known) {
        List<String> lacking = spec.inputs().stream()
                .map(inputs -> {
                    Set<String> missing = new TreeSet<>(inputs);
                    missing.removeAll(known.fields());
                    return String.join(" and ", missing);
                })
                .filter(missing -> !missing.isEmpty())
                .distinct()
                .toList();
        return lacking.isEmpty()
                ? "it could not be asked with what was known then"
                : "it needs " + String.join(", or ", lacking) + ", which the row does not know";
    }

    /** Why a place was never reached. */
    static String notReached(Step step, int place, @Nullable StoredCell cell, Values known) {
        if (cell == null) {
            return "its turn has not come yet";
        }
        String reason = cell.reason() == null ? "" : cell.reason();
        return switch (cell.state()) {
            case COMPLETED ->
                step.places().get(place).spec().outputs().stream().anyMatch(step.fields()::contains)
                        ? "its turn never came: the value was found before"
                        : "it gives nothing that was missing";
            case SKIPPED ->
                switch (reason) {
                    case "already_known" -> "nobody was asked: the row knew the value already";
                    case "no_input" ->
                        "nobody was asked: " + needs(step.place(place).spec(), known);
                    case "condition_false" -> "nobody was asked: the step's condition was false for this row";
                    case "suppressed" -> "nobody was asked: the subject is on a suppression list";
                    default -> "nobody was asked: " + reason;
                };
            case IN_DOUBT ->
                reason.equals("depends")
                        ? "not asked: the cell needs a field that is in doubt in another cell of the row"
                        : "not asked: a call before it is in doubt, and the job holds such cells";
            case CANCELLED -> "not asked: the job was cancelled";
            case DEAD -> "not asked: the row crashed every run it was in, alone too, and was given up";
            case FAILED -> "not asked: it could have added nothing that was missing";
            case WAITING, PENDING, QUEUED, IN_PROGRESS -> "its turn has not come yet";
        };
    }

    /** Why a value was not taken. */
    static String lost(Recording recording, int index, String step) {
        if (recording.step() != index) {
            return "it came along with the answer for " + step + "; here its provider's turn did not come";
        }
        return switch (recording.verdict()) {
            case "rejected" -> "rejected: " + (recording.detail() == null ? "" : recording.detail());
            case "bad_answer" -> "the answer cannot be used: " + (recording.detail() == null ? "" : recording.detail());
            default -> "a provider before it had given the field";
        };
    }
}
