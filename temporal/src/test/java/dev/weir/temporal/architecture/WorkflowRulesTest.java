package dev.weir.temporal.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitCallTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.BaseStream;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A workflow is replayed: whatever its code comes by must be the same a second time, years later and elsewhere. So it may know
 * little, and what it may know is named here; all else comes as the result of an activity.
 */
class WorkflowRulesTest {

    private static final String WORKFLOW = "dev.weir.temporal.workflow";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.weir.temporal");

    // --------------------------------------------------------------------------------------------------- workflow

    /** Packages whose classes are as they are whenever they are asked. */
    private static final String[] KNOWN = {
        "java.lang",
        "java.lang.annotation",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.util",
        "java.util.function",
        "java.util.stream",
        "io.temporal.activity",
        "io.temporal.common",
        "io.temporal.failure",
        "io.temporal.workflow",
        "org.jspecify.annotations"
    };

    private static final Set<String> KNOWN_CLASSES = Set.of("java.time.Duration", "org.slf4j.Logger");

    /** Classes of those packages that bring in a clock, chance, a thread, the process, or an order that nobody has decided. */
    private static final Set<String> FORBIDDEN = Set.of(
            "java.lang.ClassLoader",
            "java.lang.InheritableThreadLocal",
            "java.lang.Process",
            "java.lang.ProcessBuilder",
            "java.lang.ProcessHandle",
            "java.lang.Runtime",
            "java.lang.ScopedValue",
            "java.lang.System",
            "java.lang.Thread",
            "java.lang.ThreadLocal",
            "java.util.Calendar",
            "java.util.Currency",
            "java.util.Date",
            "java.util.HashMap",
            "java.util.HashSet",
            "java.util.Hashtable",
            "java.util.IdentityHashMap",
            "java.util.Locale",
            "java.util.Random",
            "java.util.ResourceBundle",
            "java.util.Scanner",
            "java.util.ServiceLoader",
            "java.util.SplittableRandom",
            "java.util.TimeZone",
            "java.util.Timer",
            "java.util.UUID",
            "java.util.WeakHashMap");

    private static boolean isUnknown(JavaClass type) {
        if (type.isArray()) {
            return isUnknown(type.getBaseComponentType());
        }
        if (type.isPrimitive()) {
            return false;
        }
        String outermost = type.getName().replaceFirst("\\$.*", "");
        return FORBIDDEN.contains(outermost)
                || (!KNOWN_CLASSES.contains(outermost) && !Arrays.asList(KNOWN).contains(type.getPackageName()));
    }

    private static final DescribedPredicate<JavaCall<?>> OTHERWISE_THE_NEXT_TIME =
            describe("may come out otherwise the next time", WorkflowRulesTest::comesOutOtherwise);

    private static boolean comesOutOtherwise(JavaCall<?> call) {
        CodeUnitCallTarget target = call.getTarget();
        JavaClass owner = target.getOwner();
        return switch (target.getName()) {
            case "random" -> owner.isEquivalentTo(Math.class) || owner.isEquivalentTo(StrictMath.class);
            case "shuffle" -> owner.isEquivalentTo(Collections.class);
            case "parallel", "unordered" -> owner.isAssignableTo(BaseStream.class);
            case "parallelStream" -> owner.isAssignableTo(Collection.class);
            // Their order differs from process to process.
            case "of", "copyOf", "ofEntries" -> owner.isEquivalentTo(Set.class) || owner.isEquivalentTo(Map.class);
            case "toSet", "toUnmodifiableSet", "toMap", "toUnmodifiableMap", "groupingBy", "partitioningBy" ->
                owner.isEquivalentTo(Collectors.class);
            case "wait", "notify", "notifyAll", "hashCode" -> owner.isEquivalentTo(Object.class);
            default -> false;
        };
    }

    /** Of a package, whose classes know one another. */
    private static List<ArchRule> rules(String of) {
        DescribedPredicate<JavaClass> unknown = describe(
                "may be otherwise the next time",
                type -> !type.getBaseComponentType().getPackageName().equals(of) && isUnknown(type));
        return List.of(
                noClasses()
                        .that()
                        .resideInAPackage(of)
                        .should()
                        .dependOnClassesThat(unknown)
                        .because("workflows are replayed; ask an activity"),
                noClasses()
                        .that()
                        .resideInAPackage(of)
                        .should()
                        .callCodeUnitWhere(OTHERWISE_THE_NEXT_TIME)
                        .because("workflows are replayed; ask an activity"),
                noClasses()
                        .that()
                        .resideInAPackage(of)
                        .should()
                        .callMethodWhere(describe(
                                "make a logger that writes again when a workflow is replayed",
                                call -> call.getTarget().getOwner().getName().equals("org.slf4j.LoggerFactory")))
                        .because("Workflow.getLogger is silent then"));
    }

    @Test
    void workflowsKnowNothingThatMayBeOtherwiseTheNextTime() {
        assertThat(CLASSES.stream().filter(type -> type.getPackageName().equals(WORKFLOW)))
                .hasSizeGreaterThan(5);
        rules(WORKFLOW).forEach(rule -> rule.check(CLASSES));
    }

    private static final JavaClasses PLANTED = new ClassFileImporter().importPackages(Planted.class.getPackageName());

    static List<Class<?>> planted() {
        return Planted.all();
    }

    @ParameterizedTest
    @MethodSource("planted")
    void aWorkflowThatKnowsMoreIsNoticed(Class<?> planted) {
        JavaClasses alone = PLANTED.that(describe("is planted", type -> type.isEquivalentTo(planted)));
        assertThat(complaints(alone)).isNotEmpty();
    }

    private static List<String> complaints(JavaClasses classes) {
        return rules(Planted.class.getPackageName()).stream()
                .flatMap(rule -> rule.evaluate(classes).getFailureReport().getDetails().stream())
                .toList();
    }

    @Test
    void aWorkflowThatKnowsWhatItMayIsNot() {
        JavaClasses alone =
                PLANTED.that(describe("is sound", type -> type.getName().startsWith(Planted.Sound.class.getName())));
        assertThat(alone).hasSizeGreaterThan(2);
        assertThat(complaints(alone)).isEmpty();
    }

    // ----------------------------------------------------------------------------------------------------- module

    /** An engine sees ids and states, through one door. */
    @Test
    void thisModuleKnowsOfTheServerTheEnginePortAlone() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.temporal..")
                .should()
                .dependOnClassesThat(describe(
                        "belong to Weir beyond the engine port",
                        (JavaClass type) -> type.getPackageName().startsWith("dev.weir.")
                                && !type.getPackageName().startsWith("dev.weir.temporal")
                                && !type.getPackageName().equals("dev.weir.server.jobs.engine")
                                && !type.getPackageName().equals("dev.weir.server.problem")))
                .check(CLASSES);
    }

    /** Nor does it reach around the port. */
    @Test
    void thisModuleKnowsNoDatabaseAndNoFramework() {
        noClasses()
                .that()
                .resideInAPackage("dev.weir.temporal..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.springframework..", "org.postgresql..", "com.zaxxer..")
                .check(CLASSES);
    }
}
