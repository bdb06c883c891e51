package dev.weir.server.intake;

import dev.weir.provider.Values;
import dev.weir.server.insight.Quotes;
import dev.weir.server.waterfall.Plan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rows of an order, gone through once.
 *
 * @param hopeless those for which nobody can ever be asked
 */
record Survey(Quotes.Counted counted, HopelessRows hopeless) {

    /** @param plan whom one may ask, in whatever order */
    static Survey of(Plan plan, Rows rows) {
        Map<String, Long> known = new HashMap<>();
        List<Long> first = new ArrayList<>();
        long count = 0;
        long hopeless = 0;
        try (Rows.Reading reading = rows.read()) {
            for (; reading.hasNext(); count++) {
                Values values = reading.next().values();
                values.fields().forEach(field -> known.merge(field, 1L, Long::sum));
                if (plan.isHopeless(values.fields()) && hopeless++ < HopelessRows.NAMED) {
                    first.add(count);
                }
            }
        }
        return new Survey(new Quotes.Counted(count, known), new HopelessRows(hopeless, first));
    }

    /** The fields that some row brings along. */
    Set<String> known() {
        return counted.known().keySet();
    }
}
