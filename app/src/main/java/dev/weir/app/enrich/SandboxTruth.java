package dev.weir.app.enrich;

import dev.weir.app.home.WeirHome;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.providers.Providers;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What an enrichment of a list against the sandbox should give, by the sandbox's own reckoning. */
public final class SandboxTruth {

    private SandboxTruth() {}

    /**
     * Writes the list with one further column per field.
     *
     * @param waterfalls slugs with commas between them, by field; the usual order for the others
     * @throws Problem as an enrichment of the list would
     */
    public static void write(
            WeirHome home,
            Path file,
            List<String> fields,
            List<String> map,
            Map<String, String> waterfalls,
            SandboxSettings settings,
            Path out) {
        EnrichRequest request =
                EnrichRequest.of(file, fields).map(map).sandbox(true).out(out).build();
        Catalog catalog = new Catalog(Providers.load(home.providers()).all());
        Planner planner = new Planner(catalog, SandboxAddress::plays, TypedWords.INSTANCE);
        Map<String, List<String>> slugs = new LinkedHashMap<>();
        for (String field : request.fields()) {
            catalog.requireField(field);
            String said = waterfalls.get(field);
            slugs.put(field, said != null ? List.of(said.split(",", -1)) : planner.usual(field));
        }
        InputList list = InputList.open(request);
        // Worked off in the order in which a job would.
        List<String> order = planner.plan(planner.choose(request.wanted(catalog)), list.knownFields()).steps().stream()
                .map(Step::name)
                .toList();
        Map<String, String> headerToField = new LinkedHashMap<>();
        list.mapping()
                .fieldByColumn()
                .forEach((column, field) ->
                        headerToField.put(list.table().header().names().get(column), field));
        try {
            Truth.of(settings).titlecase(true).write(file, headerToField, order, slugs, out);
        } catch (IOException | IllegalArgumentException refused) {
            throw Problem.invalid(
                    "output_failed",
                    "The truth cannot be written: " + refused.getMessage() + ". Name another file with --out.");
        }
    }
}
