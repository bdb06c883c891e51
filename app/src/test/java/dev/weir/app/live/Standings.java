package dev.weir.app.live;

import dev.weir.app.enrich.Snapshot;
import dev.weir.app.enrich.Snapshot.Health;
import dev.weir.app.enrich.Snapshot.Money;
import dev.weir.app.enrich.Snapshot.ProviderStand;
import dev.weir.app.enrich.Snapshot.Rows;
import dev.weir.server.insight.Tally.FieldStand;
import java.time.Duration;
import java.util.List;

/** Jobs at one moment, for displays to show. */
final class Standings {

    static final List<FieldStand> FIELDS =
            List.of(new FieldStand("person.work_email", 870, 1_000, 234), new FieldStand("company.industry", 0, 0, 0));

    static final List<ProviderStand> PROVIDERS = List.of(
            new ProviderStand("hunter", 1_200, 34, 802, 3, 120.4, Health.ANSWERS, null),
            new ProviderStand("apollo", 432, 0, 100, 40, 0, Health.LEFT_ALONE, Duration.ofSeconds(42)),
            new ProviderStand("leadmagic.company", 0, 0, 0, 0, 0, Health.KEY_REJECTED, null),
            new ProviderStand("pdl", 0, 0, 0, 0, 0, Health.ANSWERS, null));

    private Standings() {}

    static Snapshot midway() {
        return of("leads.csv", new Rows(12_000, 1_234, 2), FIELDS, PROVIDERS, Duration.ofSeconds(170));
    }

    static Snapshot of(String list, Rows rows, List<FieldStand> fields, List<ProviderStand> providers, Duration left) {
        return new Snapshot(
                list,
                7,
                true,
                rows,
                fields,
                providers,
                new Money(1_012_500, 340_000, 2_000, 1_500_000),
                12,
                Duration.ofSeconds(42),
                142,
                left);
    }
}
