package dev.porchlight;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.store.MemoryStoreFactory;
import com.corundumstudio.socketio.store.StoreFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The layout, held. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "dev.porchlight";

    @ArchTest
    static final ArchRule error_stands_alone = mayUse("error");

    @ArchTest
    static final ArchRule network_uses_errors = mayUse("network", "error");

    @ArchTest
    static final ArchRule token_uses_errors = mayUse("token", "error");

    @ArchTest
    static final ArchRule limits_know_who_asks = mayUse("limit", "error", "network", "token");

    @ArchTest
    static final ArchRule owner_knows_tokens = mayUse("owner", "error", "network", "token", "limit");

    @ArchTest
    static final ArchRule guest_knows_tokens_and_addresses = mayUse("guest", "error", "network", "token");

    @ArchTest
    static final ArchRule widgets_know_whose_they_are = mayUse("widget", "error", "network", "token", "owner");

    @ArchTest
    static final ArchRule chat_knows_who_takes_part =
            mayUse("chat", "error", "network", "token", "limit", "owner", "guest", "widget");

    @ArchTest
    static final ArchRule sockets_never_meet_the_web =
            mayUse("socket", "error", "network", "token", "limit", "owner", "guest", "widget", "chat");

    @ArchTest
    static final ArchRule the_web_never_meets_sockets =
            mayUse("web", "error", "network", "token", "limit", "owner", "guest", "chat");

    @ArchTest
    static final ArchRule pages_know_whose_they_are = mayUse("pages", "error", "network", "owner");

    @ArchTest
    static final ArchRule the_guard_knows_no_chat = noClasses()
            .that()
            .resideInAPackage("dev.porchlight.socket.guard..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.porchlight..")
                    .and(resideOutsideOfPackage("dev.porchlight.socket.guard..")));

    /** Its other stores publish from I/O threads and never forget a session; its rooms share one packet among clients. */
    @ArchTest
    static final ArchRule the_librarys_cluster_and_rooms_are_not_used = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("com.corundumstudio.socketio.store..")
                    .and(not(type(MemoryStoreFactory.class)))
                    .and(not(type(StoreFactory.class))))
            .orShould()
            .dependOnClassesThat(assignableTo(BroadcastOperations.class));

    @ArchTest
    static final ArchRule the_embedded_store_stands_alone = classes()
            .that()
            .resideInAPackage("dev.porchlight.embedded..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.porchlight.embedded..",
                    "java..",
                    "org.h2.mvstore..",
                    "de.bwaldvogel.mongo..",
                    "io.netty..",
                    "org.slf4j..",
                    "org.jspecify.annotations..",
                    "lombok..");

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("dev.porchlight.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule every_package_is_null_marked = classes().should(liveInANullMarkedPackage());

    @ArchTest
    static final ArchRule netty_socketio_and_jackson_2_stay_in_socket = noClasses()
            .that()
            .resideOutsideOfPackage("dev.porchlight.socket..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "com.corundumstudio..", "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..");

    @ArchTest
    static final ArchRule jjwt_stays_in_token = noClasses()
            .that()
            .resideOutsideOfPackage("dev.porchlight.token..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.jsonwebtoken..");

    private static ArchRule mayUse(String feature, String... others) {
        String[] allowed = Stream.concat(Stream.of(feature), Arrays.stream(others))
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + feature + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)));
    }

    private static ArchCondition<JavaClass> liveInANullMarkedPackage() {
        return new ArchCondition<>("live in a @NullMarked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(
                            SimpleConditionEvent.violated(type, type.getName() + " is not in a @NullMarked package"));
                }
            }
        };
    }
}
