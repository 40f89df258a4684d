package dev.porchlight.command;

import dev.porchlight.store.ExistingStore;
import dev.porchlight.token.key.NoNewKeys;
import dev.porchlight.validation.EmailAddress;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.RestController;

/** What commands about owners need of the application, and all that hears of a removed one. Not annotated, so that no component scan finds it. */
@Import(ExistingStore.class)
@ComponentScan(
        basePackages = {
            "dev.porchlight.cannedreply",
            "dev.porchlight.chat",
            "dev.porchlight.error",
            "dev.porchlight.guest",
            "dev.porchlight.network",
            "dev.porchlight.owner",
            "dev.porchlight.site",
            "dev.porchlight.token"
        },
        excludeFilters = @Filter(RestController.class))
class OwnerAccounts {

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    NoNewKeys noNewKeys() {
        return new NoNewKeys();
    }

    static String nobody(EmailAddress email) {
        return "Nobody has an account with the e-mail address " + email.value() + ".";
    }

    /** @param similar of an account that may be meant */
    static String nobodyBut(EmailAddress email, String similar) {
        return nobody(email) + " An earlier version may have stored it as " + similar
                + ": if that account is meant, run this again with that address.";
    }
}
