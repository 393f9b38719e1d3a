package io.sluice;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The directions in which packages may know each other, and a few habits. */
class ArchitectureTest {

    private static final String DELIVERY = "io.sluice.delivery.";

    private static final JavaClasses ALL =
            new ClassFileImporter(List.of(new ImportOption.DoNotIncludeTests())).importPackages("io.sluice");

    /** What each package may use of the project, besides itself. */
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "io.sluice.model",
            List.of(),
            DELIVERY + "loop",
            List.of(),
            DELIVERY + "log",
            List.of("io.sluice.model"),
            DELIVERY + "socket",
            List.of("io.sluice.model", DELIVERY + "log"),
            DELIVERY + "shard",
            List.of("io.sluice.model", DELIVERY + "log", DELIVERY + "loop", DELIVERY + "socket"),
            DELIVERY + "hub",
            List.of("io.sluice.model", DELIVERY + "log", DELIVERY + "loop", DELIVERY + "shard"),
            "io.sluice.engine",
            List.of("io.sluice.model", DELIVERY + "hub"));

    @Test
    void everyPackageUsesOnlyThoseBelowIt() {
        MAY_USE.forEach((name, below) -> classes()
                .that()
                .resideInAPackage(name)
                .should()
                .onlyDependOnClassesThat(new DescribedPredicate<JavaClass>("lie in %s or below %s", name, below) {
                    @Override
                    public boolean test(JavaClass other) {
                        String used = other.getPackageName();
                        return !used.startsWith("io.sluice") || used.equals(name) || below.contains(used);
                    }
                })
                .check(ALL));
    }

    @Test
    void everyPackageHasItsPlaceInTheseRules() {
        assertThat(ALL).extracting(JavaClass::getPackageName).allMatch(MAY_USE::containsKey);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching("io.sluice.(**)").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void nothingKnowsTheServer() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.server..")
                .check(ALL);
    }

    @Test
    void nothingSleeps() {
        noClasses().should().callMethod(Thread.class, "sleep", long.class).check(ALL);
        noClasses()
                .should()
                .callMethod(Thread.class, "sleep", java.time.Duration.class)
                .check(ALL);
    }

    @Test
    void everyPackageIsNullMarked() {
        for (JavaClass type : ALL) {
            assertThat(type.getPackage().isAnnotatedWith(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }

    @Test
    void stateOfTheDeliveryIsNotPublic() {
        fields().that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.sluice.delivery..")
                .and()
                .areNotStatic()
                .and()
                .areDeclaredInClassesThat()
                .areNotRecords()
                .should()
                .notBePublic()
                .check(ALL);
    }
}
