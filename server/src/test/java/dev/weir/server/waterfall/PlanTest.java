package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

    private static final SampleOperation FINDER = gives("hunter.email-finder", "mail");

    @Test
    void anOperationStandsOnceInAWaterfall() {
        Place first = Place.of(FINDER.spec(), true);
        Place again = Place.of(FINDER.spec(), false);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Step("mail", List.of("mail"), List.of(first, again), Completeness.MERGE, Acceptance.ALL))
                .withMessageContaining("twice");
    }

    @Test
    void twoOperationsOfOneProviderMayStandInOneWaterfall() {
        Place people = Place.of(gives("hunter.people", "mail").spec(), false);
        Step both =
                new Step("mail", List.of("mail"), List.of(FINDER.place(), people), Completeness.MERGE, Acceptance.ALL);
        assertThat(both.places()).hasSize(2);
    }

    @Test
    void aPlaceThatGivesNoneOfTheFieldsIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step(List.of("mail"), FINDER, gives("p1.a", "phone")))
                .withMessageContaining("p1.a gives none");
    }

    @Test
    void aFieldThatNoPlaceGivesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> step(List.of("mail", "phone"), FINDER));
    }

    @Test
    void aStepWithoutPlacesIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> step(List.of("mail")));
    }

    @Test
    void aCompleteAnswerThatNobodyCouldGiveIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> step(Completeness.COMPLETE, List.of("mail", "phone"), FINDER, gives("p1.a", "phone")))
                .withMessageContaining("from one provider");
    }

    @Test
    void aFieldNamedTwiceIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> step(List.of("mail", "mail"), FINDER));
        assertThatIllegalArgumentException().isThrownBy(() -> step(List.of(), FINDER));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Mail", "a:b", "mail.verify.hunter", "a b"})
    void aNameThatWouldBlurAskingKeysIsRefused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Step(name, List.of("mail"), List.of(FINDER.place()), Completeness.MERGE, Acceptance.ALL));
    }

    @Test
    void stepsOfOnePlanHaveDifferentNames() {
        Step step = step(List.of("mail"), FINDER);
        assertThatIllegalArgumentException().isThrownBy(() -> new Plan(List.of(step, step), OnDoubt.HOLD));
        assertThatIllegalArgumentException().isThrownBy(() -> new Plan(List.of(), OnDoubt.HOLD));
    }

    @Test
    void aConfidenceOutsideItsScaleIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Acceptance(Set.of(), 101));
        assertThatIllegalArgumentException().isThrownBy(() -> new Acceptance(Set.of(), -1));
    }

    @Test
    void theProvidersFirstOperationIsKeyedByItsSlugAlone() {
        Step step = step(List.of("mail"), FINDER);
        assertThat(Waterfall.askingKey(17, 4, step, Place.of(FINDER.spec(), true)))
                .isEqualTo("17:4:a-step:hunter");
        assertThat(Waterfall.askingKey(17, 4, step, Place.of(FINDER.spec(), false)))
                .isEqualTo("17:4:a-step:hunter.email-finder");
    }

    @Test
    void aPlaceIsKeyedByItsOwnProvider() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Place("apollo", FINDER.spec()));
    }

    @Test
    void twoPlacesOfOneKeyAreRefused() {
        Place one = Place.of(FINDER.spec(), true);
        Place other = Place.of(gives("hunter.people", "mail").spec(), true);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new Step("mail", List.of("mail"), List.of(one, other), Completeness.MERGE, Acceptance.ALL))
                .withMessageContaining("key");
    }
}
