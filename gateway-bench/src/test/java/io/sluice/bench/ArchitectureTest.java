package io.sluice.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice.bench");

    @Test
    void theLoadRunnerKnowsNothingOfTheGatewayThatItMeasures() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.sluice.bench.load..",
                        "io.sluice.bench.wire..",
                        "io.sluice.bench.report..",
                        "io.sluice.bench.html..",
                        "io.sluice.bench.growth..",
                        "io.sluice.bench.audit..",
                        "io.sluice.bench.soak..",
                        "io.sluice.bench.faults..",
                        "io.sluice.bench.fleet..",
                        "io.sluice.bench.cluster..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.sluice.bench.jmh..",
                        "io.sluice.model..",
                        "io.sluice.delivery..",
                        "io.sluice.engine..",
                        "io.sluice.server..")
                .check(CLASSES);
    }
}
