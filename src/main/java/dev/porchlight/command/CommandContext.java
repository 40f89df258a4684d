package dev.porchlight.command;

import dev.porchlight.boot.SettingProblems;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.store.backup.BackupException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;

/** The part of the application that a command needs. Nothing of it is made before it is asked for, and little is logged. */
final class CommandContext {

    private static final String[] QUIET = {
        "--logging.level.root=error",
        // What Spring would log of a failure, the command says.
        "--logging.level.dev.porchlight.boot.StartupFailureReporter=off",
        "--logging.level.org.springframework.boot.diagnostics=off",
        "--logging.level.org.springframework.boot.SpringApplication=off",
        "--spring.data.mongodb.auto-index-creation=false"
    };

    private CommandContext() {}

    /**
     * @param application its configuration
     * @param work returns the exit code
     * @throws InvalidSettingException with a sentence, if a setting or the store is to blame for a failure
     */
    static int run(Class<?> application, String[] settings, ToIntFunction<ApplicationContext> work) {
        AtomicReference<ConfigurableEnvironment> environment = new AtomicReference<>(new StandardEnvironment());
        ApplicationListener<ApplicationEnvironmentPreparedEvent> prepared =
                event -> environment.set(event.getEnvironment());
        SpringApplicationBuilder builder = new SpringApplicationBuilder(application)
                .web(WebApplicationType.NONE)
                .lazyInitialization(true)
                .listeners(prepared);
        try (ConfigurableApplicationContext context =
                builder.run(Stream.of(settings, QUIET).flatMap(Stream::of).toArray(String[]::new))) {
            return work.applyAsInt(context);
        } catch (InvalidSettingException | RequestException | CommandFailedException | BackupException e) {
            throw e;
        } catch (RuntimeException e) {
            throw SettingProblems.describe(e, Objects.requireNonNull(environment.get()))
                    .<RuntimeException>map(sentence -> new InvalidSettingException(sentence, e))
                    .orElse(e);
        }
    }
}
