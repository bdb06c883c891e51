package dev.weir.server.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Values;
import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.waterfall.CellState;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReusedItemTest {

    private static final Values VALUES = Values.of("company.industry", "mining");
    private static final UUID WORKFLOW = UUID.randomUUID();

    private static Item item(String kept) {
        return Books.item(
                new LoadTable.Loaded(
                        new ResultTable.Noted(9, WORKFLOW, 70, 3, 1, null, CellState.COMPLETED, null),
                        "{}",
                        kept,
                        null,
                        5L,
                        null,
                        null),
                new LogWrite(
                        9,
                        WORKFLOW,
                        "s",
                        5L,
                        "c.example",
                        "play",
                        2,
                        LoggedResult.Status.STORED,
                        "hq.t",
                        70L,
                        3,
                        1,
                        null,
                        null));
    }

    @Test
    void aReusedResultIsWrittenUnderTheKeyOfTheOneThatItWas() {
        Item found = item(ValuesJson.writeSourced(VALUES, Map.of("company.industry", 0)));
        Item reused = item(ValuesJson.writeReused(VALUES, Reuse.of(12, 0, 4, Instant.EPOCH)));
        Item reported = item(ValuesJson.writeReused(VALUES, Reuse.reported(6, Instant.EPOCH)));

        assertThat(found.weirKey()).isEqualTo("70:3:1");
        assertThat(reused.weirKey()).isEqualTo("12:0:4");
        assertThat(reported.weirKey()).isEqualTo("outside:6");
        assertThat(reused.values()).isEqualTo(found.values()).isEqualTo(reported.values());
    }
}
