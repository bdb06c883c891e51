package dev.weir.app.enrich;

import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the user typed.
 *
 * @param fields canonical names, as wanted in the output; one given twice counts once
 * @param map rules {@code Header=field}
 * @param waterfalls providers by field, where the user says so
 * @param maxCreditsMilli of the job, in 1/1000 credit; null for the worst case
 * @param maxRowCreditsMilli of each row
 * @param limit the first so many rows only; 0 for all
 * @param sandbox ask the sandbox even though keys are set
 * @param again start another job although this one was run before
 * @param refresh values in the input and remembered answers count as unknown
 * @param out null for a file beside the input
 * @param breaker null for the usual one
 * @param demands what a value needs to count
 */
public record EnrichRequest(
        Path file,
        List<String> fields,
        List<String> map,
        Map<String, List<String>> waterfalls,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        OnDoubt onDoubt,
        long limit,
        boolean sandbox,
        boolean again,
        boolean refresh,
        boolean provenance,
        @Nullable Path out,
        @Nullable Path sandboxSettings,
        @Nullable BreakerSettings breaker,
        Demands demands) {

    /** One that demands no more than usual. */
    public EnrichRequest(
            Path file,
            List<String> fields,
            List<String> map,
            Map<String, List<String>> waterfalls,
            @Nullable Long maxCreditsMilli,
            @Nullable Long maxRowCreditsMilli,
            OnDoubt onDoubt,
            long limit,
            boolean sandbox,
            boolean again,
            boolean refresh,
            boolean provenance,
            @Nullable Path out,
            @Nullable Path sandboxSettings,
            @Nullable BreakerSettings breaker) {
        this(
                file,
                fields,
                map,
                waterfalls,
                maxCreditsMilli,
                maxRowCreditsMilli,
                onDoubt,
                limit,
                sandbox,
                again,
                refresh,
                provenance,
                out,
                sandboxSettings,
                breaker,
                Demands.USUAL);
    }

    public EnrichRequest {
        fields = List.copyOf(new LinkedHashSet<>(fields));
        map = List.copyOf(map);
        waterfalls = new TreeMap<>(waterfalls);
        if (fields.isEmpty()) {
            throw Problem.invalid("no_fields", "Say which fields you want: --fields person.work_email,company.domain");
        }
        if (limit < 0) {
            throw Problem.invalid("bad_limit", "--limit is the number of rows to try, 1 or more.");
        }
    }

    /** The same under these demands. */
    public EnrichRequest demanding(Demands other) {
        return new EnrichRequest(
                file,
                fields,
                map,
                waterfalls,
                maxCreditsMilli,
                maxRowCreditsMilli,
                onDoubt,
                limit,
                sandbox,
                again,
                refresh,
                provenance,
                out,
                sandboxSettings,
                breaker,
                other);
    }

    /** A request for fields of a file, with everything else as usual. */
    public static EnrichRequest of(Path file, List<String> fields) {
        return new EnrichRequest(
                file,
                fields,
                List.of(),
                Map.of(),
                null,
                null,
                OnDoubt.HOLD,
                0,
                false,
                false,
                false,
                false,
                null,
                null,
                null);
    }
}
