package dev.weir.server.verify;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** A judge that shared code with whom it judges would share its mistakes. */
final class VerifyRoomTest {

    private final JavaClasses room = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.weir.server.verify");

    @Test
    void usesNoClassOfAnyOtherRoom() {
        assertThat(room).isNotEmpty();
        noClasses()
                .that()
                .resideInAPackage("dev.weir.server.verify..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("dev.weir..").and(resideOutsideOfPackage("dev.weir.server.verify..")))
                .because("the verification knows the schema alone")
                .check(room);
    }
}
