package dev.weir.app.enrich;

import dev.weir.app.vendors.Keys;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.provider.OperationId;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.enrichment.Foresight;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.Estimate;
import dev.weir.server.waterfall.HitRate;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A request that has been understood and checked against its list, before anything is stored or asked.
 *
 * @param sandbox whether the sandbox is asked in the vendors' place
 */
record Prepared(
        EnrichRequest request,
        InputList list,
        InputList.Survey survey,
        Waterfalls waterfalls,
        Demanded demanded,
        Plan plan,
        EnrichedList output,
        boolean sandbox) {

    /** @throws dev.weir.server.problem.Problem for whatever is wrong with the request or its list */
    static Prepared of(EnrichRequest request, Catalog catalog, Keys keys) {
        // What is mistyped is told before a large file is read.
        request.fields().forEach(catalog::requireField);
        boolean sandbox = request.sandbox() || !(keys.anyFor(catalog.providers()) || namesKeyless(request, catalog));
        Predicate<Provider> reachable = one -> one.guesses() || (sandbox ? SandboxAddress.plays(one) : keys.has(one));
        Waterfalls waterfalls = Waterfalls.choose(catalog, request, reachable);
        Demanded demanded = Demanded.of(catalog, request, reachable);
        InputList list = InputList.open(request);
        Plan plan = waterfalls.plan(request, list.knownFields(), demanded);
        InputList.Survey survey = list.survey();
        EnrichedList output = new EnrichedList(list, request, survey);
        return new Prepared(request, list, survey, waterfalls, demanded, plan, output, sandbox);
    }

    /** Whether a waterfall names a provider that needs no key, as one's own may: then it is meant, and no sandbox. */
    private static boolean namesKeyless(EnrichRequest request, Catalog catalog) {
        return request.waterfalls().values().stream()
                .flatMap(List::stream)
                .map(name -> name.replaceFirst("\\..*", ""))
                .flatMap(slug -> catalog.find(slug).stream())
                .anyMatch(provider -> provider.secrets().isEmpty() && !provider.guesses());
    }

    /** What a person should know before it runs. */
    List<String> introduction(int width) {
        List<String> lines = new ArrayList<>();
        if (sandbox) {
            lines.add("SANDBOX: made-up vendors on this machine are asked, and no value is real."
                    + (request.sandbox()
                            ? ""
                            : " That is because no provider key is set, such as WEIR_HUNTER_API_KEY."));
        }
        lines.add(request.file() + ": " + Amounts.count(list.table().rows(), "row")
                + (list.rows() < list.table().rows()
                        ? ", of which the first " + Amounts.count(list.rows()) + " are taken (--limit)"
                        : ""));
        lines.addAll(
                list.mapping().render(width, list.table().samples()).lines().toList());
        lines.addAll(ListNotes.of(list, survey, request.list()));
        list.table().warnings().forEach(warning -> lines.add("! " + warning));
        list.mapping().warnings().forEach(warning -> lines.add("! " + warning));
        LookAlikes.of(list, request).forEach(sentence -> lines.add("! " + sentence));
        survey.asides().sentences().forEach(sentence -> lines.add("! " + sentence));
        output.besideNote().ifPresent(note -> lines.add("! " + note));
        Waterfalls.unaskable(plan.steps(), list.knownFields())
                .forEach(field -> lines.add("! Nobody can be asked for " + field
                        + " with these columns; it stays empty unless the list has it."));
        lines.add("Asked in this order:");
        lines.addAll(waterfalls.lines());
        lines.addAll(demanded.lines());
        return lines;
    }

    /** What it would cost, each row looked at with what is remembered. */
    Quote quote(Past past) {
        Ahead ahead = Ahead.of(list, survey, plan, new Foresight(plan, past.workspaceId(), past.memory()));
        Map<String, Long> toAsk = new LinkedHashMap<>();
        List<Quote.PlaceRate> places = new ArrayList<>();
        List<String> known = list.knownFields();
        Set<String> obtainable = new HashSet<>(known);
        long worst = 0;
        for (Step step : plan.steps()) {
            String field = step.name();
            long lacking =
                    survey.rows() - (known.contains(field) ? survey.known().getOrDefault(field, 0L) : 0L);
            toAsk.put(field, lacking);
            worst = Math.addExact(worst, Math.multiplyExact(lacking, WorstCase.perCellMilli(step, plan.onDoubt())));
            Step askable = askable(step, obtainable);
            if (askable != null) {
                obtainable.addAll(step.fields());
                Map<OperationId, HitRate> rates = past.measured().getOrDefault(field, Map.of());
                Stream.concat(askable.finds().stream(), askable.verifiers().stream())
                        .forEach(place -> places.add(new Quote.PlaceRate(
                                field, place.key(), rates.get(place.spec().id()))));
            }
        }
        long perRow = WorstCase.perRowMilli(plan);
        long hold = WorstCase.holdMilli(
                perRow, survey.rows(), cap(request.maxRowCreditsMilli()), cap(request.maxCreditsMilli()));
        // What was looked at in part bounds nothing.
        long uncapped = Math.min(
                WorstCase.holdMilli(perRow, survey.rows(), Cap.NONE, Cap.NONE),
                ahead.sampled() ? worst : Math.min(worst, ahead.worstMilli()));
        worst = Math.min(hold, uncapped);
        List<Estimate.Share> shares = ahead.shares(past.measured());
        Estimate likely = !shares.isEmpty() && places.stream().allMatch(place -> place.measured() == null)
                ? null
                : Estimate.of(shares, plan.onDoubt()).atMost(worst);
        Quote.Looked looked = new Quote.Looked(
                ahead.seen().rows(), ahead.repeated(), ahead.remembered(), ahead.toAsk(), ahead.sampled());
        return new Quote(
                survey.rows(),
                toAsk,
                looked,
                perRow,
                worst,
                uncapped,
                request.maxCreditsMilli() != null,
                hold,
                likely,
                places);
    }

    /** The step without the places that nothing in the list, or found on the way, lets be asked; null when none is left. */
    private static @Nullable Step askable(Step step, Set<String> obtainable) {
        return step.only(place -> place.spec().canBeAskedWith(obtainable)).orElse(null);
    }

    private static Cap cap(@Nullable Long milli) {
        return milli == null ? Cap.NONE : new Cap(milli);
    }
}
