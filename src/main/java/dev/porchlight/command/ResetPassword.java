package dev.porchlight.command;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.PasswordReset;
import dev.porchlight.store.Store;
import dev.porchlight.store.StoreSettings;
import dev.porchlight.validation.EmailAddress;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.mongodb.autoconfigure.DataMongoAutoConfiguration;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.RestController;

/**
 * The command {@code reset-password EMAIL}: prints a code with which an owner can set a new password. It only reads, and
 * may run while Porchlight does.
 */
public final class ResetPassword {

    public static final String NAME = "reset-password";

    private ResetPassword() {}

    /** @return the exit code */
    public static int run(PrintStream out, PrintStream err, String... args) {
        List<String> words =
                Arrays.stream(args).filter(arg -> !arg.startsWith("--")).toList();
        EmailAddress email;
        try {
            if (words.size() != 2) {
                throw RequestException.invalid("Say whose: " + NAME + " you@example.com");
            }
            email = EmailAddress.parse(words.get(1));
        } catch (RequestException e) {
            err.println(e.getMessage());
            return 1;
        }
        String[] settings = Stream.concat(
                        Arrays.stream(args).filter(arg -> arg.startsWith("--")),
                        Stream.of("--logging.level.root=error", "--spring.data.mongodb.auto-index-creation=false"))
                .toArray(String[]::new);
        try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.NONE)
                .run(settings)) {
            Optional<PasswordReset.NewCode> code =
                    context.getBean(PasswordReset.class).codeFor(email);
            if (code.isEmpty()) {
                err.println("Nobody has an account with the e-mail address " + email.value() + ".");
                return 1;
            }
            if (!code.get().email().equals(email.value())) {
                // Two people may have these two addresses: the operator decides.
                err.println("Nobody has an account with the e-mail address " + email.value()
                        + ". An earlier version may have stored it as "
                        + code.get().email()
                        + ": if that account is meant, run this again with that address.");
                return 1;
            }
            out.println(message(code.get(), address(context.getEnvironment())));
            return 0;
        }
    }

    private static String message(PasswordReset.NewCode code, String address) {
        return "Hand this to " + code.email()
                + ". It works once, and for an hour; whoever has it has the account."
                + "\n\n  curl -d code=" + code.code() + " --data-urlencode 'newPassword=...' " + address
                + "/owner/reset\n";
    }

    private static String address(Environment environment) {
        String address = environment.getProperty("porchlight.public-url", "");
        return address.isBlank()
                ? "http://localhost:" + environment.getProperty("server.port", "8000")
                : address.strip().replaceAll("/+$", "");
    }

    /** Not annotated, so that no component scan finds it. */
    @AutoConfigurationPackage
    @ImportAutoConfiguration({MongoAutoConfiguration.class, DataMongoAutoConfiguration.class})
    @EnableConfigurationProperties(StoreSettings.class)
    @ComponentScan(
            basePackages = {"dev.porchlight.token", "dev.porchlight.owner"},
            excludeFilters = @Filter(RestController.class))
    static class Application {

        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        Store store(StoreSettings settings) {
            if (!settings.mongodbUri().isBlank()) {
                return Store.mongodb(settings.mongodbUri().strip());
            }
            if (Files.notExists(settings.data())) {
                throw new InvalidSettingException(
                        "PORCHLIGHT_DATA must be the folder of the Porchlight in question, and " + settings.data()
                                + " does not exist.");
            }
            return Store.connectOrOpenEmbedded(settings.data(), settings.forceToDisk());
        }
    }
}
