package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FieldPlanTest {

    private static final Map<String, List<SampleOperation>> PLACES = Map.of(
            "mail", List.of(gives("p0.a", "mail").needing("name", "domain")),
            "domain", List.of(gives("p1.a", "domain").needing("company")),
            "title", List.of(gives("p2.a", "title").needing(List.of(Set.of("mail"), Set.of("link")))),
            "link",
                    List.of(
                            gives("p3.a", "link").needing("mail"),
                            gives("p4.a", "link").needing("name")),
            "phone",
                    List.of(
                            gives("p5.a", "phone").needing("link"),
                            gives("p6.a", "phone").needing("name")),
            "size", List.of(gives("p8.a", "size").needing("age", "nobody-knows"), gives("p9.a", "size")),
            "age", List.of(gives("p7.a", "age").needing(List.of(Set.of("name"), Set.of("phone")))));

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aFieldAnotherOneNeedsComesFirst(String why, List<String> given, Set<String> known, List<String> expected) {
        assertThat(names(FieldPlan.compile(given, places(PLACES), known)))
                .as(why)
                .isEqualTo(expected);
    }

    static Stream<Arguments> aFieldAnotherOneNeedsComesFirst() {
        Set<String> company = Set.of("name", "company");
        return Stream.of(
                Arguments.of("nothing is needed", List.of("phone", "domain"), company, List.of("phone", "domain")),
                Arguments.of("mail needs domain", List.of("mail", "domain"), company, List.of("domain", "mail")),
                Arguments.of(
                        "only what is needed moves",
                        List.of("age", "mail", "phone", "domain"),
                        company,
                        List.of("age", "domain", "mail", "phone")),
                Arguments.of(
                        "needs of needs",
                        List.of("title", "mail", "domain"),
                        company,
                        List.of("domain", "mail", "title")),
                Arguments.of(
                        "a field in the input that is asked for again counts as lacking",
                        List.of("mail", "domain"),
                        Set.of("name", "company", "domain"),
                        List.of("domain", "mail")),
                Arguments.of("one of its places needs it", List.of("phone", "link"), company, List.of("link", "phone")),
                Arguments.of("every place can do without", List.of("age", "phone"), company, List.of("age", "phone")),
                Arguments.of(
                        "what nobody can find is not waited for",
                        List.of("mail", "domain"),
                        Set.of("name"),
                        List.of("mail", "domain")),
                Arguments.of(
                        "of two that need each other, what can be asked goes first",
                        List.of("title", "mail", "link", "domain"),
                        Set.of("name"),
                        List.of("link", "title", "mail", "domain")),
                Arguments.of(
                        "a need that something else leaves unmet moves nothing",
                        List.of("size", "age"),
                        company,
                        List.of("size", "age")),
                Arguments.of("a field given twice counts once", List.of("age", "age"), company, List.of("age")));
    }

    @Test
    void fieldsThatWouldGainFromEachOtherStayAsGiven() {
        Map<String, List<SampleOperation>> mutual = Map.of(
                "a",
                        List.of(
                                gives("p0.a", "a").needing("name"),
                                gives("p1.a", "a").needing("b")),
                "b",
                        List.of(
                                gives("p2.a", "b").needing("name"),
                                gives("p3.a", "b").needing("a")));
        assertThat(names(FieldPlan.compile(List.of("a", "b"), places(mutual), Set.of("name"))))
                .containsExactly("a", "b");
        assertThat(names(FieldPlan.compile(List.of("b", "a"), places(mutual), Set.of("name"))))
                .containsExactly("b", "a");
    }

    @Test
    void eachFieldIsAStepOfItsOwnName() {
        Step step = FieldPlan.compile(List.of("link"), places(PLACES), Set.of("name"))
                .getFirst();
        assertThat(step.name()).isEqualTo("link");
        assertThat(step.fields()).containsExactly("link");
        assertThat(step.places()).hasSize(2);
        assertThat(step.completeness()).isEqualTo(Completeness.MERGE);
        assertThat(step.acceptance()).isEqualTo(Acceptance.STANDARD);
    }

    @Test
    void aFieldWithoutAPlaceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FieldPlan.compile(List.of("shoe"), places(PLACES), Set.of()))
                .withMessageContaining("shoe");
    }

    /** In every order that is compiled, each field that any order could ask for can be asked when its turn comes. */
    @ParameterizedTest(name = "-Dweir.seed={0}")
    @MethodSource("dev.weir.server.testing.Seeds#many")
    void whateverCanBeFoundCanBeAskedForAtItsTurn(long seed) {
        Random random = new Random(seed);
        List<String> fields = List.of("a", "b", "c", "d", "e", "f").subList(0, 2 + random.nextInt(5));
        Map<String, List<SampleOperation>> operations = new LinkedHashMap<>();
        for (String field : fields) {
            operations.put(
                    field,
                    Stream.generate(() -> randomOperation(random, field, operations, fields))
                            .limit(1 + random.nextInt(2))
                            .toList());
        }
        Set<String> known = Set.of("name");
        List<Step> steps = FieldPlan.compile(fields, places(operations), known);
        assertThat(names(steps)).containsExactlyInAnyOrderElementsOf(fields);

        Set<String> obtainable = closure(operations, known);
        Set<String> soFar = new HashSet<>(known);
        for (Step step : steps) {
            if (obtainable.contains(step.name())) {
                assertThat(step.places())
                        .as("%s after %s of %s", step.name(), soFar, operations)
                        .anyMatch(place -> place.spec().canBeAskedWith(soFar));
                soFar.add(step.name());
            }
        }
    }

    private static SampleOperation randomOperation(
            Random random, String field, Map<String, List<SampleOperation>> operations, List<String> fields) {
        List<Set<String>> alternatives = Stream.generate(() -> random.nextInt(5) == 0
                        ? Set.of("name")
                        : Set.of(
                                fields.get(random.nextInt(fields.size())),
                                random.nextBoolean() ? "name" : "unknown-" + random.nextInt(2)))
                .limit(1 + random.nextInt(2))
                .toList();
        return gives("p" + operations.size() + ".o" + random.nextInt(Integer.MAX_VALUE), field)
                .needing(alternatives);
    }

    private static Set<String> closure(Map<String, List<SampleOperation>> operations, Set<String> known) {
        Set<String> closure = new HashSet<>(known);
        for (int round = 0; round < operations.size(); round++) {
            operations.forEach((field, its) -> {
                if (its.stream().anyMatch(operation -> operation.spec().canBeAskedWith(closure))) {
                    closure.add(field);
                }
            });
        }
        return closure;
    }

    private static Map<String, List<Place>> places(Map<String, List<SampleOperation>> operations) {
        Map<String, List<Place>> places = new HashMap<>();
        operations.forEach((field, its) -> places.put(
                field,
                its.stream().map(operation -> Place.of(operation.spec(), false)).toList()));
        return places;
    }

    private static List<String> names(List<Step> steps) {
        return steps.stream().map(Step::name).toList();
    }
}
