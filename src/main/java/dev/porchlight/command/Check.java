package dev.porchlight.command;

import dev.porchlight.boot.SettingProblems;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.store.ExistingStore;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.store.embedded.EmbeddedStore;
import dev.porchlight.token.key.ExistingKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.bson.Document;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.data.mongodb.core.MongoOperations;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks at what a start needs. It starts nothing, listens on nothing and changes nothing; Porchlight may run meanwhile. */
@Command(
        name = "check",
        description = "Looks at the settings, the data folder and the store, and says what it finds, a line each.")
@RequiredArgsConstructor
final class Check implements Callable<Integer> {

    private static final long MEGABYTE = 1 << 20;

    private final String[] settings;
    private boolean problem;

    @Spec
    private CommandSpec spec;

    /** Not annotated, so that no component scan finds it. */
    @ConfigurationPropertiesScan("dev.porchlight")
    @ComponentScan({"dev.porchlight.boot", "dev.porchlight.token.key"})
    @Import(ExistingStore.class)
    static class Application {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }
    }

    @Override
    public Integer call() {
        return CommandContext.run(Application.class, settings, this::check);
    }

    private int check(ApplicationContext context) {
        ConfigurableEnvironment environment = (ConfigurableEnvironment) context.getEnvironment();
        SettingProblems.unknownVariables(environment).forEach(sentence -> say("note", sentence));
        for (String name : context.getBeanNamesForAnnotation(ConfigurationProperties.class)) {
            attempt(environment, () -> context.getBean(name));
        }
        if (problem) {
            return ExitCode.SOFTWARE;
        }
        say("ok", "The settings can be read.");
        StoreSettings store = context.getBean(StoreSettings.class);
        boolean embedded = store.mongodbUri().isBlank();
        if (embedded) {
            attempt(environment, () -> checkFolder(store.data().toAbsolutePath().normalize(), context));
        } else {
            attempt(environment, () -> lookUp(context, "MongoDB"));
        }
        if (!problem) {
            attempt(environment, () -> checkKeys(context));
        }
        return problem ? ExitCode.SOFTWARE : ExitCode.OK;
    }

    private void checkFolder(Path folder, ApplicationContext context) {
        try {
            if (!isPresent(folder)) {
                Path parent = nearestParent(folder);
                require(Files.isDirectory(parent) && Files.isWritable(parent), parent + " cannot be written");
                say("note", folder + " does not exist: the first start makes it.");
                return;
            }
            require(Files.isDirectory(folder), folder + " is no folder");
            require(access(folder), folder + " cannot be written and read by this user");
            Path file = folder.resolve("store.mv");
            for (Path part : List.of(file, folder.resolve("keys"), folder.resolve("store.lock"))) {
                require(!isPresent(part) || access(part), part + " cannot be written and read by this user");
            }
            say(
                    "ok",
                    "The folder " + folder + " can be used, and its disk has "
                            + Files.getFileStore(folder).getUsableSpace() / MEGABYTE + " MB free.");
            if (!isPresent(file)) {
                say("note", folder + " holds no store: the first start makes it.");
            } else if (EmbeddedStore.isOpen(folder)) {
                lookUp(context, "The Porchlight that is on");
            } else {
                say(
                        "ok",
                        "The store has " + Math.max(1, Files.size(file) / MEGABYTE) + " MB, and no Porchlight is on.");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void lookUp(ApplicationContext context, String what) {
        context.getBean(MongoOperations.class).findById("none", Document.class, "owners");
        say("ok", what + " answers.");
    }

    private void checkKeys(ApplicationContext context) {
        if (context.getBean(ExistingKeys.class).present()) {
            say("ok", "There are signing keys.");
        } else {
            say("note", "There is no signing key: the first start makes one.");
        }
    }

    private static boolean isPresent(Path file) {
        return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean access(Path file) {
        return Files.isReadable(file) && Files.isWritable(file);
    }

    private static Path nearestParent(Path folder) {
        return Stream.iterate(folder, Path::getParent)
                .filter(Files::exists)
                .findFirst()
                .orElse(folder);
    }

    private static void require(boolean condition, String otherwise) {
        if (!condition) {
            throw new InvalidSettingException(
                    "PORCHLIGHT_DATA must be a folder that this user can use: " + otherwise + ".");
        }
    }

    private void attempt(ConfigurableEnvironment environment, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            say("problem", SettingProblems.describe(e, environment).orElseGet(e::toString));
        }
    }

    private void say(String kind, String sentence) {
        problem |= kind.equals("problem");
        spec.commandLine()
                .getOut()
                .println(kind + ": " + sentence.lines().findFirst().orElse(""));
    }
}
