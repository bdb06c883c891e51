package dev.weir.app.enrich;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AskedRowsTest {

    @Test
    void theJobsRowsAreThoseThatAreAskedFor() {
        AskedRows rows = new AskedRows();
        assertThat(rows.ask()).isZero();
        rows.skip();
        assertThat(rows.ask()).isEqualTo(1);
        rows.repeat(0);
        rows.repeat(1);
        assertThat(rows.ask()).isEqualTo(2);

        assertThat(List.of(rows.asked(), rows.repeated(), rows.complete())).containsExactly(3, 2, 1);
        assertThat(List.of(rows.isAsked(0), rows.isAsked(1), rows.isAsked(3), rows.isAsked(5)))
                .containsExactly(true, false, false, true);
        assertThat(List.of(rows.answering(3), rows.answering(4), rows.answering(1), rows.answering(0)))
                .containsExactly(0, 1, -1, -1);
    }

    @Test
    void keysAreFoundAgainHoweverManyThereAre() {
        RowKeys keys = new RowKeys();
        Map<List<String>, Integer> plain = new HashMap<>();
        Random random = new Random(5);
        for (int row = 0; row < 50_000; row++) {
            List<String> key = List.of("k" + random.nextInt(40_000), "x".repeat(random.nextInt(3)));
            Integer known = plain.putIfAbsent(key, row);
            assertThat(keys.find(key)).isEqualTo(known == null ? -1 : known);
            if (known == null) {
                keys.add(key, row);
            }
        }
    }

    @Test
    void whereAPartEndsMakesAnotherKey() {
        RowKeys keys = new RowKeys();
        keys.add(List.of("ab", "c"), 7);

        assertThat(keys.find(List.of("a", "bc"))).isEqualTo(-1);
        assertThat(keys.find(List.of("ab", "c"))).isEqualTo(7);
    }
}
