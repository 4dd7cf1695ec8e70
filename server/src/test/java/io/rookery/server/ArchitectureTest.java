package io.rookery.server;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Instant;
import java.util.Random;
import java.util.UUID;

/// The directions in which modules may see each other, and what only `server` may call.
@AnalyzeClasses(packages = "io.rookery", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String WIRE = "io.rookery.routing.wire..";
    private static final String[] OUR_OWN = {"io.rookery.."};

    @ArchTest
    static final ArchRule the_model_knows_nobody =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.xmpp..")
                    .should()
                    .dependOnClassesThat(ours().and(not(resideInAPackage("io.rookery.xmpp.."))))
                    .because("values are used by all and must not pull anything in");

    @ArchTest
    static final ArchRule the_model_is_free_of_frameworks =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.xmpp..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.netty..",
                            "org.apache.pekko..",
                            "org.apache.kafka..",
                            "io.micronaut..")
                    .because("a JID is the same whatever carries it");

    @ArchTest
    static final ArchRule the_core_sees_the_model_only =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.routing..")
                    .should()
                    .dependOnClassesThat(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.routing..",
                                                            "io.rookery.xmpp.."))))
                    .because("what is outside comes to the core through its ports");

    @ArchTest
    static final ArchRule adapters_see_ports_only =
            noClasses()
                    .that()
                    .resideInAnyPackage("io.rookery.archive..", "io.rookery.hooks..")
                    .should()
                    .dependOnClassesThat(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.archive..",
                                                            "io.rookery.hooks..",
                                                            "io.rookery.routing.port..",
                                                            WIRE,
                                                            "io.rookery.xmpp.."))))
                    .because("the core can then change without its adapters");

    @ArchTest
    static final ArchRule the_tenant_api_sees_ports_and_billing =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.tenant..")
                    .should()
                    .dependOnClassesThat(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.tenant..",
                                                            "io.rookery.billing..",
                                                            "io.rookery.routing.port..",
                                                            WIRE,
                                                            "io.rookery.xmpp.."))))
                    .because("the control plane must run without the core");

    @ArchTest
    static final ArchRule adapters_do_not_see_each_other =
            slices().matching("io.rookery.(archive|hooks|edge)..")
                    .should()
                    .notDependOnEachOther()
                    .because("only the server puts them together");

    @ArchTest
    static final ArchRule billing_stands_alone =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.billing..")
                    .should()
                    .dependOnClassesThat(ours().and(not(resideInAPackage("io.rookery.billing.."))))
                    .because("it sees usage records, never messages");

    @ArchTest
    static final ArchRule the_edge_sees_core_and_model =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.edge..")
                    .should()
                    .dependOnClassesThat(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.edge..",
                                                            "io.rookery.routing..",
                                                            "io.rookery.xmpp.."))))
                    .because("sockets know nothing of tenants' data");

    @ArchTest
    static final ArchRule nobody_sees_the_server =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.rookery.server..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.rookery.server..")
                    .because("it is the one place that assembles");

    @ArchTest
    static final ArchRule shipped_code_does_not_use_the_testkit =
            noClasses()
                    .that()
                    .resideOutsideOfPackage("io.rookery.testkit..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.rookery.testkit..")
                    .because("it is for tests");

    @ArchTest
    static final ArchRule pekko_stays_in_the_cluster_package =
            noClasses()
                    .that(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.routing.cluster..",
                                                            "io.rookery.server.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("org.apache.pekko..")
                    .because("decisions are pure; one package translates them for the cluster");

    @ArchTest
    static final ArchRule the_cluster_package_decides_nothing =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.routing.cluster..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(
                            "io.rookery.routing.archive..",
                            "io.rookery.routing.carbons..",
                            "io.rookery.routing.delivery..",
                            "io.rookery.routing.feature..",
                            "io.rookery.routing.hints..",
                            "io.rookery.routing.roster..",
                            "io.rookery.xmpp.xml..")
                    .because("the simulation runs Account, ShardOwner and Epochs without it");

    @ArchTest
    static final ArchRule sockets_do_not_speak_to_accounts =
            noClasses()
                    .that()
                    .resideInAPackage("io.rookery.edge.netty..")
                    .should()
                    .dependOnClassesThat()
                    .haveNameMatching("io\\.rookery\\.routing\\.hop\\.(ToAccount|ToSession).*")
                    .because("the simulation runs edge.session without sockets");

    @ArchTest
    static final ArchRule netty_stays_in_its_packages =
            noClasses()
                    .that(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.edge..",
                                                            "io.rookery.hooks..",
                                                            "io.rookery.testkit..",
                                                            "io.rookery.server.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.netty..")
                    .because("sockets belong to the edge, and outgoing calls to the hooks");

    @ArchTest
    static final ArchRule kafka_stays_in_the_pipeline =
            noClasses()
                    .that(
                            ours().and(
                                            not(
                                                    resideInAnyPackage(
                                                            "io.rookery.archive..",
                                                            "io.rookery.server.."))))
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage("org.apache.kafka..", "kafka..")
                    .because("the core has a port for its log");

    @ArchTest
    static final ArchRule packages_of_a_module_have_no_cycles =
            slices().matching("io.rookery.(*).(*)..")
                    .should()
                    .beFreeOfCycles()
                    .because("a reader starts somewhere");

    @ArchTest
    static final ArchRule packages_are_named_by_feature =
            noClasses()
                    .that(ours())
                    .should()
                    .resideInAnyPackage(
                            "..controller..",
                            "..service..",
                            "..dto..",
                            "..entities..",
                            "..util..",
                            "..utils..",
                            "..impl..",
                            "..helper..",
                            "..manager..",
                            "..common..")
                    .because("a package is found by the protocol's word for it");

    @ArchTest
    static final ArchRule types_are_named_by_what_they_are =
            noClasses()
                    .that(written())
                    .should()
                    .haveNameMatching(
                            ".*(Impl|Manager|Helper|Helpers|Util|Utils|DTO|Dto|Processor)|.*\\.Abstract[A-Z].*")
                    .because("such a suffix says how it was made, not what it is");

    @ArchTest
    static final ArchRule static_state_never_changes =
            fields().that()
                    .areStatic()
                    .and()
                    .areDeclaredInClassesThat(written())
                    .should()
                    .beFinal()
                    .because("two nodes in one JVM share nothing");

    @ArchTest
    static final ArchRule nothing_is_injected_into_fields =
            fields().that()
                    .areDeclaredInClassesThat(written())
                    .should()
                    .notBeAnnotatedWith("jakarta.inject.Inject")
                    .because("a constructor says what a class needs");

    @ArchTest
    static final ArchRule time_comes_in_as_a_port =
            portsOnly()
                    .callMethodWhere(calls(Instant.class, "now"))
                    .orShould()
                    .callMethod(System.class, "currentTimeMillis")
                    .orShould()
                    .callMethodWhere(calls(java.time.LocalDate.class, "now"))
                    .orShould()
                    .callMethodWhere(calls(java.time.ZonedDateTime.class, "now"))
                    .because("a simulation turns the clock itself");

    @ArchTest
    static final ArchRule waiting_comes_in_as_a_port =
            portsOnly()
                    .callMethodWhere(calls(Thread.class, "sleep"))
                    .because("a simulation turns the clock itself, and an event loop never sleeps");

    @ArchTest
    static final ArchRule chance_comes_in_as_a_port =
            portsOnly()
                    .callConstructorWhere(target(owner(type(Random.class))).as("new Random"))
                    .orShould()
                    .callMethod(UUID.class, "randomUUID")
                    .orShould()
                    .callMethod(Math.class, "random")
                    .because("a failure is replayed from its seed");

    private static com.tngtech.archunit.lang.syntax.elements.ClassesShould portsOnly() {
        return noClasses()
                .that(ours().and(not(resideInAPackage("io.rookery.server.."))).and(written()))
                .should();
    }

    private static DescribedPredicate<JavaCall<?>> calls(Class<?> type, String method) {
        return target(owner(type(type))).and(target(name(method))).forSubtype();
    }

    private static DescribedPredicate<JavaClass> ours() {
        return resideInAnyPackage(OUR_OWN);
    }

    /// Ours, by hand: neither protobuf's nor Micronaut's generated classes.
    private static DescribedPredicate<JavaClass> written() {
        return ours().and(not(resideInAPackage(WIRE)))
                .and(
                        DescribedPredicate.describe(
                                "written",
                                c ->
                                        !c.getName().contains("$Definition")
                                                && !c.getSimpleName().startsWith("$")));
    }
}
