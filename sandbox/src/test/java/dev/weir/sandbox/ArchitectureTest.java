package dev.weir.sandbox;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
    @Test
    void sandboxKnowsNothingElseOfWeir() {
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.weir.sandbox");
        noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "belong to Weir outside the sandbox",
                        (JavaClass type) -> type.getPackageName().startsWith("dev.weir")
                                && !type.getPackageName().startsWith("dev.weir.sandbox")))
                .because("a judge that shares code with the judged repeats its mistakes")
                .check(classes);
    }
}
