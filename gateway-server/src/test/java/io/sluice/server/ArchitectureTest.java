package io.sluice.server;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Duration;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice.server");

    @Test
    void configurationKnowsNothingElseOfTheServer() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sluice.server.config..")
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.sluice.server..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("io.sluice.server.config.."))));
    }

    @Test
    void publishersNeverTouchAClientConnection() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sluice.server.publisher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.delivery.shard..", "io.sluice.delivery.socket..", "io.sluice.server.subscriber.."));
    }

    @Test
    void subscribersNeverTouchPublishers() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sluice.server.subscriber..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.server.publisher.."));
    }

    @Test
    void packagesDependOnEachOtherInOneDirection() {
        check(slices().matching("io.sluice.server.(**)").should().beFreeOfCycles());
        check(slices().matching("io.sluice.server.(*)..").should().beFreeOfCycles());
    }

    @Test
    void onlyTheCompositionRootKnowsEverything() {
        check(noClasses()
                .that()
                .resideInAPackage("io.sluice.server.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.sluice.server"));
    }

    @Test
    void nothingSleeps() {
        check(noClasses()
                .should()
                .callMethod(Thread.class, "sleep", long.class)
                .orShould()
                .callMethod(Thread.class, "sleep", Duration.class));
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        check(classes().that().haveSimpleName("package-info").should().beAnnotatedWith(NullMarked.class));
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .allMatch(name -> CLASSES.contain(name + ".package-info"));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }
}
