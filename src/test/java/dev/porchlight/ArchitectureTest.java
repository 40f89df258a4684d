package dev.porchlight;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.corundumstudio.socketio.BroadcastOperations;
import com.corundumstudio.socketio.store.MemoryStoreFactory;
import com.corundumstudio.socketio.store.StoreFactory;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Value;

/** Enforces the package structure. */
@AnalyzeClasses(packages = ArchitectureTest.ROOT, importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

    static final String ROOT = "dev.porchlight";

    /** For each package, the other packages that it and those inside it may use. */
    private static final Map<String, String> MAY_USE = Map.ofEntries(
            entry("error", ""),
            entry("cache", ""),
            entry("health", ""),
            entry("validation", "error"),
            entry("network", "error, validation"),
            entry("token", "error, validation, cache"),
            entry("limit", "error, validation, network, token"),
            entry("owner", "error, validation, network, token, limit, cache"),
            entry("cannedreply", "error, validation, token, owner"),
            entry("guest", "error, network, cache, token, owner"),
            entry("site", "error, validation, network, cache, token, limit, owner"),
            entry("chat", "error, validation, network, cache, token, limit, owner, cannedreply, guest, site"),
            entry("socket", "error, health, validation, network, token, limit, owner, guest, site, chat"),
            entry("cluster", "error, token, chat, socket"),
            entry("web", "error, health, validation, network, token, limit"),
            entry("pages", "error, validation, network, owner, site"),
            entry("store", "error, health, validation"),
            entry("boot", "error, validation, store"),
            entry("command", "error, validation, network, store, boot, token, owner"));

    @ArchTest
    static void each_package_uses_only_what_it_may(JavaClasses classes) {
        MAY_USE.forEach((packageName, others) -> mayUse(packageName, others).check(classes));
    }

    @ArchTest
    static void each_package_has_a_rule(JavaClasses classes) {
        classes()
                .that()
                .resideOutsideOfPackage(ROOT)
                .should()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .map(packageName -> ROOT + "." + packageName + "..")
                        .toArray(String[]::new))
                .check(classes);
    }

    /** Wires the two listeners, and starts a command instead when one is asked for. */
    @ArchTest
    static final ArchRule the_application_uses_few = classes()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..")
                    .or(resideInAnyPackage(
                            ROOT,
                            ROOT + ".command",
                            ROOT + ".network",
                            ROOT + ".pages",
                            ROOT + ".socket",
                            ROOT + ".store")));

    @ArchTest
    static final ArchRule the_engine_knows_no_chat = noClasses()
            .that()
            .resideInAPackage("dev.porchlight.socket.engine..")
            .should()
            .dependOnClassesThat(resideInAnyPackage("dev.porchlight..")
                    .and(resideOutsideOfPackage("dev.porchlight.socket.engine..")));

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
            .resideInAPackage("dev.porchlight.store.embedded..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.porchlight.store.embedded..",
                    "java..",
                    "org.h2.mvstore..",
                    "org.h2.store.fs..",
                    "de.bwaldvogel.mongo..",
                    // For clients in the same process.
                    "com.mongodb..",
                    "org.bson..",
                    "io.netty..",
                    "org.slf4j..",
                    "org.jspecify.annotations..",
                    "lombok..");

    @ArchTest
    static final ArchRule packages_form_no_cycles =
            slices().matching("dev.porchlight.(**)").should().beFreeOfCycles();

    /** Each top-level class with the classes inside it. */
    @ArchTest
    static final ArchRule classes_form_no_cycles = slices().assignedFrom(new TopLevelClasses())
            .should()
            .beFreeOfCycles()
            // A sealed interface has to name those that implement it.
            .ignoreDependency(
                    describe("sealed", type -> type.reflect().isSealed()),
                    describe(
                            "permitted",
                            type -> type.getRawInterfaces().stream()
                                    .anyMatch(parent -> parent.reflect().isSealed())));

    /** A new stored field would reach clients and exports without anybody having decided it. */
    @ArchTest
    static final ArchRule views_and_export_lines_hold_no_stored_form = fields().that()
            .areDeclaredInClassesThat(resideInAPackage("dev.porchlight.chat.view..")
                    .or(nameStartingWith("dev.porchlight.chat.export.ExportLines$")))
            .should()
            .haveRawType(resideOutsideOfPackage(ROOT + "..")
                    .or(assignableTo(Enum.class))
                    .or(resideInAPackage("dev.porchlight.chat.view.."))
                    .or(nameStartingWith("dev.porchlight.chat.export.ExportLines$")));

    /** Stored forms say nothing of JSON; their enums say what they are called in any. */
    @ArchTest
    static final ArchRule stored_chats_and_messages_are_not_json = noClasses()
            .that()
            .resideInAPackage("dev.porchlight.chat.model..")
            .and(not(assignableTo(Enum.class)))
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.fasterxml.jackson..");

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

    /** Settings are read from records, which {@code deployment.SettingsTest} holds against their table. */
    @ArchTest
    static final ArchRule no_field_reads_a_setting = noFields().should().beAnnotatedWith(Value.class);

    @ArchTest
    static final ArchRule no_method_reads_a_setting = noMethods().should().beAnnotatedWith(Value.class);

    private static ArchRule mayUse(String packageName, String others) {
        String[] allowed = Stream.concat(
                        Stream.of(packageName),
                        Arrays.stream(others.split(", ")).filter(other -> !other.isEmpty()))
                .map(name -> ROOT + "." + name + "..")
                .toArray(String[]::new);
        return classes()
                .that()
                .resideInAPackage(ROOT + "." + packageName + "..")
                .should()
                .onlyDependOnClassesThat(resideOutsideOfPackage(ROOT + "..").or(resideInAnyPackage(allowed)));
    }

    private static final class TopLevelClasses implements SliceAssignment {

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return SliceIdentifier.of(type.getName().replaceFirst("\\$.*", ""));
        }

        @Override
        public String getDescription() {
            return "top-level classes";
        }
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
