package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.enrichment.Recording;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.waterfall.CellState;
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

    /**
     * @param alongWith the step for which the same answer had come before; null when it is none of this row
     * @param fate what became of the find when it was verified; null when it was none that had to be
     */
    static String of(
            Recording recording, OperationSpec spec, Values known, @Nullable String alongWith, @Nullable String fate) {
        return recording.source() == Recording.Source.NOT_ASKED
                ? passedOver(recording, spec, known)
                : how(recording, alongWith) + "; " + (fate == null ? verdict(recording, spec) : "found; " + fate);
    }

    /** The same of one that verifies what another has found. @param field the one it verifies */
    static String ofVerification(Recording recording, OperationSpec spec, Values known, String field) {
        if (recording.source() == Recording.Source.NOT_ASKED) {
            return passedOver(recording, spec, known);
        }
        String status = status(recording, field);
        String told = status != null
                ? "called it " + status
                : recording.accepted() || recording.missed() ? "could not tell" : verdict(recording, spec);
        return how(recording, null) + "; " + told;
    }

    /** The status that a verification told; null when it could not tell. */
    static @Nullable String status(Recording recording, String field) {
        Object status = recording.accepted() ? recording.outputs().byField().get(Step.statusOf(field)) : null;
        return status == null || status.equals("unknown") ? null : status.toString();
    }

    /** Why a find of that status does not stand, where the status alone does not say so. */
    static String notEnough(String status, boolean guessed) {
        if (!status.equals("catch_all")) {
            return "";
        }
        return guessed ? ", which is not enough for a guess" : ", which this job does not accept";
    }

    /** Why a find that nobody called good or bad does not count. */
    static String unverified(@Nullable StoredCell cell) {
        CellState state = cell == null ? CellState.PENDING : cell.state();
        return switch (state) {
            case COMPLETED, FAILED, SKIPPED -> "it does not stand: nobody could tell whether it is good";
            case CANCELLED -> "it does not count: the job was cancelled before it was verified";
            case DEAD -> "it does not count: the row was given up before it was verified";
            case IN_DOUBT, WAITING, PENDING, QUEUED, IN_PROGRESS -> "it has yet to be verified";
        };
    }

    private static String passedOver(Recording recording, OperationSpec spec, Values known) {
        String reason = recording.detail() == null ? "" : recording.detail();
        return passedOver(NotAskedReason.valueOf(reason.toUpperCase(Locale.ROOT)), spec, known);
    }

    private static String how(Recording recording, @Nullable String alongWith) {
        return switch (recording.source()) {
            case ASKED -> recording.tries() > 1 ? "asked, " + recording.tries() + " tries" : "asked";
            case REMEMBERED ->
                alongWith == null
                        ? "not called: its answer to this question was remembered, at no cost"
                        : "not called: it had given this along with its answer for " + alongWith + ", at no cost";
            case FOLLOWED -> "not called: another row put the same question, at no cost";
            case NOT_ASKED -> "";
        };
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

    /** Why a place was never reached. @param found whether there is anything it could verify, when it verifies */
    static String notReached(Step step, int place, @Nullable StoredCell cell, Values known, boolean found) {
        if (cell == null) {
            return "its turn has not come yet";
        }
        if (cell.state() == CellState.COMPLETED && Reuse.REASON.equals(cell.reason())) {
            return "nobody was asked: an earlier result for the row's company was reused";
        }
        if (step.place(place).verifies() && isEnded(cell.state())) {
            return found ? "not needed: another had told already" : "nobody found anything it could verify";
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

    /** Whether all turns came that were to come. */
    private static boolean isEnded(CellState state) {
        return state == CellState.COMPLETED || state == CellState.FAILED || state == CellState.SKIPPED;
    }

    /** Why a value was not taken. @param fate what became of it when it was verified; null when it was not to be */
    static String lost(Recording recording, int index, String step, @Nullable String fate) {
        if (fate != null) {
            return fate;
        }
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
