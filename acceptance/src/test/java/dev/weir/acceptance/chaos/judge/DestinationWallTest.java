package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Place;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Result;
import dev.weir.acceptance.chaos.judge.DestinationFacts.Stored;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two jobs have each stored a company's sector; the newer one's is there. */
class DestinationWallTest {

    private static final Place PLACE = new Place("hq.sectors", "one.example");

    private final List<Stored> stored =
            new ArrayList<>(List.of(new Stored(PLACE, "2:0:0", Map.of("industry", "Software"))));
    private final List<Result> results = new ArrayList<>(List.of(
            new Result(PLACE, 8, "2:0:0", Map.of("industry", "Software")),
            new Result(PLACE, 7, "1:0:0", Map.of("industry", "Mining"))));
    private final Map<Place, Map<String, String>> truth = new HashMap<>(Map.of(PLACE, Map.of("industry", "Software")));

    private List<Kind> found() {
        return DestinationWall.of(new DestinationFacts(stored, results, truth)).stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void theNewestResultIsSilent() {
        assertThat(found()).isEmpty();
    }

    @Test
    void aMissingRowIsNamed() {
        stored.clear();
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void aSecondRowIsNamed() {
        stored.add(new Stored(PLACE, "1:0:0", Map.of("industry", "Mining")));
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void aRowOfNobodysIsNamed() {
        stored.add(new Stored(new Place("hq.sectors", "two.example"), "2:1:0", Map.of()));
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void anOlderResultIsNamed() {
        stored.set(0, new Stored(PLACE, "1:0:0", Map.of("industry", "Mining")));
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void anotherValueThanTheResultsIsNamed() {
        stored.set(0, new Stored(PLACE, "2:0:0", Map.of("industry", "Mining")));
        truth.clear();
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void aValueThatTheVendorDoesNotKnowIsNamed() {
        truth.put(PLACE, Map.of("industry", "Mining"));
        assertThat(found()).containsExactly(Kind.DESTINATION_WRONG);
    }

    @Test
    void aResultThatWasLoggedTwiceIsNamed() {
        results.add(results.getLast());
        assertThat(found()).containsExactly(Kind.EFFECT_TWICE);
    }
}
