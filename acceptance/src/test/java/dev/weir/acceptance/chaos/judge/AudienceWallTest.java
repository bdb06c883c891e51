package dev.weir.acceptance.chaos.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.Discrepancy.Kind;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Day;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Person;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Request;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Subscriber;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Two people were delivered in three deliveries, one of them wanted; of a third one only a forgery spoke. */
class AudienceWallTest {

    private static final Person ADA = new Person(Map.of("person.job_title", "Engineer"), true);
    private static final Person BOB = new Person(Map.of(), false);

    private final List<Subscriber> subscribers =
            new ArrayList<>(List.of(new Subscriber("ada@x.example", ADA), new Subscriber("bob@x.example", BOB)));
    private final List<Request> requests = new ArrayList<>(List.of(new Request("ada@x.example", "b", true)));
    private long kept = 3;
    private long unanswered;
    private List<Day> days = List.of(new Day("today", 1, 1));

    private List<Kind> found() {
        return AudienceWall.of(new AudienceFacts(
                        3,
                        unanswered,
                        kept,
                        Map.of("ada@x.example", ADA, "bob@x.example", BOB),
                        Set.of("eve@x.example"),
                        subscribers,
                        requests,
                        Set.of("ada@x.example"),
                        days))
                .stream()
                .map(Discrepancy::kind)
                .toList();
    }

    @Test
    void whatFitsIsSilent() {
        assertThat(found()).isEmpty();
    }

    @Test
    void aDeliveryThatIsGoneOrKeptTwiceIsNamed() {
        kept = 2;
        assertThat(found()).containsExactly(Kind.ACKNOWLEDGED_LOST);
        kept = 4;
        assertThat(found()).containsExactly(Kind.EFFECT_TWICE);
        unanswered = 1;
        assertThat(found()).isEmpty();
    }

    @Test
    void aForgeryThatIsKeptIsNamed() {
        subscribers.add(new Subscriber("eve@x.example", BOB));
        assertThat(found()).containsExactly(Kind.AUDIENCE_WRONG);
    }

    @Test
    void aSubscriberWhoIsMissingDoubledOrAnotherIsNamed() {
        Subscriber bob = subscribers.removeLast();
        assertThat(found()).containsExactly(Kind.ACKNOWLEDGED_LOST);
        subscribers.add(bob);
        subscribers.add(bob);
        assertThat(found()).containsExactly(Kind.EFFECT_TWICE);
        subscribers.removeLast();
        subscribers.set(1, new Subscriber("bob@x.example", ADA));
        assertThat(found()).containsExactly(Kind.AUDIENCE_WRONG);
    }

    @Test
    void aRequestThatIsMissingDoubledUnwantedOrNotOverIsNamed() {
        Request ada = requests.removeFirst();
        assertThat(found()).containsExactly(Kind.LOST);
        requests.addAll(List.of(ada, ada));
        assertThat(found()).containsExactly(Kind.EFFECT_TWICE);
        requests.set(1, new Request("bob@x.example", "b", true));
        assertThat(found()).containsExactly(Kind.AUDIENCE_WRONG);
        requests.remove(1);
        requests.set(0, new Request("ada@x.example", "b", false));
        assertThat(found()).containsExactly(Kind.LOST);
    }

    @Test
    void aDayBeyondItsCapIsNamed() {
        days = List.of(new Day("today", 2, 1));
        assertThat(found()).containsExactly(Kind.CAP_EXCEEDED);
    }
}
