package dev.weir.app.enrich;

import dev.weir.provider.Fields;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.egress.BreakerSettings;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.Recipe;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
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
 * @param list how the list is read and which of its rows are asked for
 * @param demands what a value needs to count
 * @param blueprint what is run instead of a list of fields, which it then gives; null for none
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
        ListOptions list,
        Demands demands,
        @Nullable String blueprint) {

    public EnrichRequest {
        fields = List.copyOf(new LinkedHashSet<>(
                fields.stream().map(EnrichRequest::fieldName).toList()));
        map = List.copyOf(map);
        Map<String, List<String>> said = new TreeMap<>();
        waterfalls.forEach((field, names) -> said.put(fieldName(field), names));
        waterfalls = said;
        if (fields.isEmpty() && blueprint == null) {
            throw Problem.invalid(
                    "no_fields",
                    "It is not said what is wanted. Write for example: weir enrich leads.csv --fields person.work_email, or"
                            + " name a --blueprint.");
        }
        if (limit < 0) {
            throw Problem.invalid("bad_limit", "--limit is the number of rows to try, 1 or more. Write --limit 20.");
        }
        if (refresh && list.onlyMissing()) {
            throw Problem.invalid(
                    "refresh_and_only_missing",
                    "--refresh asks for what the list has, --only-missing for what it lacks. Choose one.");
        }
    }

    /** A field's own name, whatever its case; what is none stays as it was typed, to be told. */
    private static String fieldName(String typed) {
        String lower = typed.toLowerCase(Locale.ROOT);
        return Fields.find(lower).isPresent() ? lower : typed;
    }

    /** What is to be found. @throws Problem for demands that none of the fields could meet */
    Wanted wanted(Catalog catalog) {
        return new Wanted(fields, waterfalls, demands.byField(catalog, fields), onDoubt);
    }

    /** The same, once it is known what its blueprint is for. */
    EnrichRequest running(Recipe recipe) {
        List<String> pinned = new ArrayList<>();
        pinned.add(recipe.blueprint().slug() + "@" + recipe.blueprint().version());
        recipe.plan()
                .steps()
                .forEach(step -> step.rules()
                        .registered()
                        .ifPresent(origin -> pinned.add(step.name() + "@" + origin.version())));
        return new EnrichRequest(
                file,
                recipe.fields(),
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
                list,
                demands,
                String.join(" ", pinned));
    }

    /** Fields of a file, with everything else as usual until it is said. */
    public static Builder of(Path file, List<String> fields) {
        return new Builder(file, fields);
    }

    /** The usual request, changed word by word. */
    public static final class Builder {
        private final Path file;
        private final List<String> fields;
        private List<String> map = List.of();
        private Map<String, List<String>> waterfalls = Map.of();
        private @Nullable Long maxCreditsMilli;
        private @Nullable Long maxRowCreditsMilli;
        private OnDoubt onDoubt = OnDoubt.HOLD;
        private long limit;
        private boolean sandbox;
        private boolean again;
        private boolean refresh;
        private boolean provenance;
        private @Nullable Path out;
        private @Nullable Path sandboxSettings;
        private @Nullable BreakerSettings breaker;
        private ListOptions list = ListOptions.USUAL;
        private Demands demands = Demands.USUAL;
        private @Nullable String blueprint;

        private Builder(Path file, List<String> fields) {
            this.file = file;
            this.fields = fields;
        }

        public Builder map(List<String> said) {
            map = said;
            return this;
        }

        public Builder waterfalls(Map<String, List<String>> said) {
            waterfalls = said;
            return this;
        }

        public Builder maxCreditsMilli(@Nullable Long said) {
            maxCreditsMilli = said;
            return this;
        }

        public Builder maxRowCreditsMilli(@Nullable Long said) {
            maxRowCreditsMilli = said;
            return this;
        }

        public Builder onDoubt(OnDoubt said) {
            onDoubt = said;
            return this;
        }

        public Builder limit(long said) {
            limit = said;
            return this;
        }

        public Builder sandbox(boolean said) {
            sandbox = said;
            return this;
        }

        public Builder again(boolean said) {
            again = said;
            return this;
        }

        public Builder refresh(boolean said) {
            refresh = said;
            return this;
        }

        public Builder provenance(boolean said) {
            provenance = said;
            return this;
        }

        public Builder out(@Nullable Path said) {
            out = said;
            return this;
        }

        public Builder sandboxSettings(@Nullable Path said) {
            sandboxSettings = said;
            return this;
        }

        public Builder breaker(@Nullable BreakerSettings said) {
            breaker = said;
            return this;
        }

        public Builder list(ListOptions said) {
            list = said;
            return this;
        }

        public Builder demands(Demands said) {
            demands = said;
            return this;
        }

        /** To be run instead of fields, a waterfall and demands. */
        public Builder blueprint(@Nullable String said) {
            blueprint = said;
            return this;
        }

        /** @throws Problem where what was said does not fit together */
        public EnrichRequest build() {
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
                    list,
                    demands,
                    blueprint);
        }
    }
}
