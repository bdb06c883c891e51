package dev.weir.app.enrich;

import dev.weir.app.vendors.SandboxAddress;
import dev.weir.providers.Providers;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A plan for tests that are not about whom one may ask. */
final class SomePlan {

    static final Plan PLAN = new Planner(
                    new Catalog(Providers.load(Path.of("none")).all()), SandboxAddress::plays, TypedWords.INSTANCE)
            .choose(new Wanted(List.of("company.industry"), Map.of(), Map.of(), OnDoubt.HOLD))
            .plan(List.of());

    private SomePlan() {}
}
