package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.waterfall.NotAskedReason;
import dev.weir.server.waterfall.Verdict;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Verdicts as they stand in records: the kind's text, a detail, and the kept fields beside all outputs. */
final class VerdictText {

    private VerdictText() {}

    static @Nullable String detail(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Rejected(String why) -> clean(why);
            case Verdict.BadAnswer(String detail) -> clean(detail);
            case Verdict.Failed(String detail) -> clean(detail);
            case Verdict.NotAsked(NotAskedReason reason) -> reason.text();
            case Verdict.Partial(Values _, List<String> missing) -> String.join(",", missing);
            case Verdict.Accepted _, Verdict.NotFound _, Verdict.Blocked _, Verdict.TimedOut _, Verdict.InDoubt _ ->
                null;
        };
    }

    static @Nullable String kept(Verdict verdict) {
        return verdict.kept().isEmpty() ? null : String.join(",", verdict.kept().fields());
    }

    /** The verdict that a stored record holds. */
    static Verdict of(RecordTable.Stored record) {
        String detail = record.detail() == null ? "" : record.detail();
        return switch (record.verdict()) {
            case "accepted" -> new Verdict.Accepted(keptValues(record));
            case "partial" -> new Verdict.Partial(keptValues(record), fields(detail));
            case "rejected" -> new Verdict.Rejected(detail);
            case "not_found" -> new Verdict.NotFound();
            case "bad_answer" -> new Verdict.BadAnswer(detail);
            case "failed" -> new Verdict.Failed(detail);
            case "blocked" -> new Verdict.Blocked();
            case "timed_out" -> new Verdict.TimedOut();
            case "in_doubt" -> new Verdict.InDoubt();
            case "not_asked" -> new Verdict.NotAsked(NotAskedReason.valueOf(detail.toUpperCase(Locale.ROOT)));
            default -> throw new IllegalStateException("a record says '" + record.verdict() + "'");
        };
    }

    private static Values keptValues(RecordTable.Stored record) {
        return ValuesJson.read(record.outputs()).only(fields(record.kept()));
    }

    private static List<String> fields(@Nullable String list) {
        return list == null || list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    /** PostgreSQL text takes every character but NUL, and nobody reads more than a line. */
    static String clean(String text) {
        String flat = text.replace('\u0000', ' ');
        return flat.length() <= 500 ? flat : flat.substring(0, 500);
    }
}
