/*
 * Licensed under the Apache License, Version 2.0: see the file LICENSE at the root of the project.
 */
package org.airmessenger.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the house: a wish should touch one room. */
@AnalyzeClasses(packages = "org.airmessenger", importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

    private static final String BROKER = "org.airmessenger.airbroker..";
    private static final String DOOR = "org.airmessenger.door..";

    private static final String[] COMPONENTS = {
        BROKER, "org.airmessenger.airweb..", "org.airmessenger.airwire.."
    };

    private static final String[] ROOMS = {
        "org.airmessenger.gateway.guard..",
        "org.airmessenger.gateway.lanes..",
        "org.airmessenger.gateway.delivery..",
        "org.airmessenger.gateway.sink..",
        "org.airmessenger.gateway.source..",
        "org.airmessenger.gateway.payload.."
    };

    @ArchTest
    static final ArchRule roomsDoNotKnowOneAnother =
            slices().matching("org.airmessenger.gateway.(source|guard|lanes|delivery|sink)..")
                    .should()
                    .notDependOnEachOther();

    @ArchTest
    static final ArchRule roomsDoNotKnowMainOrCommandLine =
            noClasses()
                    .that()
                    .resideInAnyPackage(ROOMS)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.airmessenger.gateway",
                            "org.airmessenger.gateway.cli..",
                            "org.airmessenger.gateway.demo..");

    /** A helper of all rooms, so it must know none of them. */
    @ArchTest
    static final ArchRule thePayloadKnowsNoRoom =
            noClasses()
                    .that()
                    .resideInAPackage("org.airmessenger.gateway.payload..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.airmessenger.gateway.source..",
                            "org.airmessenger.gateway.guard..",
                            "org.airmessenger.gateway.lanes..",
                            "org.airmessenger.gateway.delivery..",
                            "org.airmessenger.gateway.sink..");

    @ArchTest
    static final ArchRule onlyTheBrokerComponentKnowsArtemis =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.airmessenger.airbroker..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.activemq..", "org.apache.artemis..");

    @ArchTest
    static final ArchRule onlyIdentitiesKnowTheLibraryOfTokens =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.airmessenger.control.identity..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("com.nimbusds..");

    @ArchTest
    static final ArchRule onlyTheLambdaSinkKnowsTheAwsSdk =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("org.airmessenger.gateway.sink.lambda..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("software.amazon.awssdk..");

    @ArchTest
    static final ArchRule nobodyKnowsTheComponentsButCamel =
            slices().matching("org.airmessenger.(*)..")
                    .should()
                    .notDependOnEachOther()
                    .ignoreDependency(
                            resideInAPackage("org.airmessenger.."),
                            not(resideInAnyPackage(COMPONENTS)));

    @ArchTest
    static final ArchRule componentsKnowOnlyMessageAndDoor =
            noClasses()
                    .that()
                    .resideInAnyPackage(COMPONENTS)
                    .or()
                    .resideInAPackage(DOOR)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.airmessenger.gateway..", "org.airmessenger.control..");

    @ArchTest
    static final ArchRule theDoorIsForComponentsOnly =
            noClasses()
                    .that()
                    .resideOutsideOfPackages(COMPONENTS)
                    .and()
                    .resideOutsideOfPackage(DOOR)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(DOOR);

    /** What doors share has no wire in it. */
    @ArchTest
    static final ArchRule theDoorKnowsNoWire =
            noClasses()
                    .that()
                    .resideInAPackage(DOOR)
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("io.netty..", "io.vertx..");

    @ArchTest
    static final ArchRule controlDoesNotKnowTheGateway =
            noClasses()
                    .that()
                    .resideInAPackage("org.airmessenger.control..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.airmessenger.gateway..");

    @ArchTest
    static final ArchRule theMessageKnowsNobody =
            noClasses()
                    .that()
                    .resideInAPackage("org.airmessenger.message..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "org.airmessenger.gateway..",
                            "org.airmessenger.control..",
                            BROKER,
                            "org.airmessenger.airweb..",
                            "org.airmessenger.airwire..",
                            DOOR,
                            "org.apache.camel..");
}
