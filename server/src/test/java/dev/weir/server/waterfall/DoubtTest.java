package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Values;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DoubtTest {

    private static final Values NAME = Values.of("name", "Ada");
    private static final Values DOMAIN = Values.of("domain", "example.com");
    private static final SampleOperation BY_DOMAIN = gives("p0.a", "mail").needing("name", "domain");
    private static final SampleOperation BY_DOMAIN_OR_LINK =
            gives("p0.a", "mail").needing(List.of(Set.of("name", "domain"), Set.of("link")));
    private static final SampleOperation BY_NAME = gives("p1.a", "mail").needing("name");
    private static final SampleOperation TITLE_BY_NAME = gives("p2.a", "title").needing("name");

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aCellDependsOnADoubtWhenOnlyTheDoubtKeepsItFromAsking(
            String why, Step step, Values known, Set<String> inDoubt, boolean depends) {
        assertThat(Waterfall.dependsOnDoubt(step, known, inDoubt)).as(why).isEqualTo(depends);
    }

    static Stream<Arguments> aCellDependsOnADoubtWhenOnlyTheDoubtKeepsItFromAsking() {
        Step domainOnly = step(List.of("mail"), BY_DOMAIN);
        Step either = step(List.of("mail"), BY_DOMAIN_OR_LINK);
        Step two = step(List.of("mail"), BY_DOMAIN, BY_NAME);
        Step three = step(List.of("mail"), BY_DOMAIN, gives("p3.a", "mail").needing("city"));
        Step mailAndTitle = step(List.of("mail", "title"), BY_DOMAIN, TITLE_BY_NAME);
        return Stream.of(
                Arguments.of("its only input is in doubt", domainOnly, NAME, Set.of("domain"), true),
                Arguments.of("nothing is in doubt", domainOnly, NAME, Set.of(), false),
                Arguments.of("something else is in doubt", domainOnly, NAME, Set.of("phone"), false),
                Arguments.of("the input is known all the same", domainOnly, NAME.and(DOMAIN), Set.of("domain"), false),
                Arguments.of(
                        "the doubt alone would not do", domainOnly, Values.of("city", "x"), Set.of("domain"), false),
                Arguments.of("one alternative is in doubt", either, NAME, Set.of("domain"), true),
                Arguments.of("the other alternative is known", either, Values.of("link", "x"), Set.of("domain"), false),
                Arguments.of("another place can be asked now", two, NAME, Set.of("domain"), false),
                Arguments.of("another field can be asked for now", mailAndTitle, NAME, Set.of("domain"), false),
                Arguments.of(
                        "the place that can be asked gives only what is known",
                        mailAndTitle,
                        NAME.and(Values.of("title", "CTO")),
                        Set.of("domain"),
                        true),
                Arguments.of("all its fields are known", domainOnly, Values.of("mail", "a@b"), Set.of("domain"), false),
                Arguments.of("a place that waits stands before a hopeless one", three, NAME, Set.of("domain"), true),
                Arguments.of("what it wants is itself in doubt", two, NAME, Set.of("mail"), true),
                Arguments.of("one of two fields is itself in doubt", mailAndTitle, NAME, Set.of("mail"), false));
    }
}
