package dev.weir.providers;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.weir.provider", "dev.weir.providers", "dev.weir.sandbox");

    @Test
    void theProviderApiKnowsNobody() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.provider")
                .should()
                .dependOnClassesThat(outside("java..", "javax.crypto..", "org.jspecify..", "dev.weir.provider"))
                .because("it is what everybody else may know")
                .check(CLASSES);
    }

    @Test
    void providersAndTheirSandboxShareNoCode() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.providers..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("dev.weir.sandbox..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("dev.weir.sandbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.weir.provider..", "dev.weir.providers..")
                .because("a judge who shares code with the judged shares his mistakes")
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaClass> outside(String... packages) {
        return DescribedPredicate.not(JavaClass.Predicates.resideInAnyPackage(packages))
                .and(DescribedPredicate.not(JavaClass.Predicates.type(Object[].class)))
                .as("outside of the JDK and JSpecify");
    }
}
