package dev.weir.acceptance.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Showing;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ErasedTest {

    private static final Map<String, Long> BEFORE = Map.of("a", 1L, "b", 1L, "c", 1L, "d", 1L, "e", 1L, "f", 1L);
    private static final Map<String, Long> CALLS = Map.of(
            ErasedRun.ERASED, 2L,
            ErasedRun.ERASED_AGAIN, 0L,
            ErasedRun.SUPPRESSED, 0L,
            ErasedRun.FOUND, 1L,
            ErasedRun.BYSTANDER, 2L);

    private static List<String> wrong(
            Map<String, Long> before,
            Map<String, Long> left,
            long told,
            long compacted,
            long bystander,
            String who,
            long calls) {
        Map<String, Long> changed = new HashMap<>(CALLS);
        changed.put(who, calls);
        List<String> said = new ArrayList<>();
        Erased.check(
                new ErasedRun(before, left, told, 3, compacted, List.of(1L, 1L), bystander, changed, ""),
                new Showing(said::add));
        return said;
    }

    @Test
    void whoIsInNoTableAndNoFileAndOfNobodyAskedForIsShownToBe() {
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 2, ErasedRun.SUPPRESSED, 0)).isEmpty();
    }

    @Test
    void eachTraceEachCallAndWhateverElseIsMissingIsNamed() {
        assertThat(wrong(BEFORE, Map.of("weir.inbox", 2L), 1, 0, 2, ErasedRun.SUPPRESSED, 0))
                .containsExactly("  ! weir.inbox still has 2 traces");
        assertThat(wrong(Map.of("a", 1L), Map.of(), 1, 0, 2, ErasedRun.SUPPRESSED, 0))
                .singleElement()
                .asString()
                .contains("before the erasure");
        assertThat(wrong(BEFORE, Map.of(), 0, 0, 2, ErasedRun.SUPPRESSED, 0))
                .singleElement()
                .asString()
                .contains("it tells of 0");
        assertThat(wrong(BEFORE, Map.of(), 1, 1, 2, ErasedRun.SUPPRESSED, 0))
                .singleElement()
                .asString()
                .contains("it is in 1");
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 1, ErasedRun.SUPPRESSED, 0))
                .containsExactly("  ! not so: the bystander is in the export and at the destination");
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 2, ErasedRun.SUPPRESSED, 1)).hasSize(1);
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 2, ErasedRun.ERASED_AGAIN, 1)).hasSize(1);
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 2, ErasedRun.FOUND, 2)).hasSize(1);
        assertThat(wrong(BEFORE, Map.of(), 1, 0, 2, ErasedRun.ERASED, 1)).hasSize(1);
    }
}
