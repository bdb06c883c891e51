package dev.weir.server.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AlikeTest {

    @Test
    void rowsOfFewKindsAreSortedByThemAndNoneIsLost() {
        List<Integer> rows = IntStream.range(0, 200).boxed().toList();
        assertThat(Alike.of(rows, row -> row % 3).orElseThrow())
                .containsOnlyKeys(0, 1, 2)
                .allSatisfy((rest, these) -> assertThat(these)
                        .containsExactlyElementsOf(
                                rows.stream().filter(row -> row % 3 == rest).toList()));
    }

    @Test
    void aStatementForEachKindHasToBeWorthIt() {
        List<Integer> rows = IntStream.range(0, 200).boxed().toList();
        assertThat(Alike.of(rows, row -> row % 4)).isPresent();
        assertThat(Alike.of(rows, row -> row % 5)).isEmpty();
        assertThat(Alike.of(List.of(1), row -> row)).isEmpty();
    }
}
