package dev.weir.server.catalog;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private final Catalog catalog = new Catalog(List.of(
            ScriptedVendor.giving("hunter", "company.industry", _ -> ScriptedVendor.notFound()),
            ScriptedVendor.giving("apollo", "company.domain", _ -> ScriptedVendor.notFound())));

    @Test
    void aMistypedNameIsAnsweredWithTheNearestOne() {
        assertThatThrownBy(() -> catalog.requireField("company.domian"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Did you mean 'company.domain'");
        assertThatThrownBy(() -> catalog.places("company.industry", List.of("huntr")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("Did you mean 'hunter'?");
    }

    @Test
    void aNameThatResemblesNothingIsAnsweredWithWhatThereIs() {
        assertThatThrownBy(() -> catalog.places("company.industry", List.of("zebra")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("There are: hunter, apollo.");
    }
}
