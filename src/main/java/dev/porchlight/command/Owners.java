package dev.porchlight.command;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.network.OwnAddress;
import dev.porchlight.owner.OwnerAdministration;
import dev.porchlight.owner.OwnerAdministration.Entry;
import dev.porchlight.owner.registration.Invitations;
import dev.porchlight.store.Store;
import dev.porchlight.validation.EmailAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The accounts of a Porchlight, which may run meanwhile: it notices within a second. */
@Command(
        name = "owners",
        description = "Lists accounts, disables, enables or removes one, or invites somebody.",
        synopsisSubcommandLabel = "COMMAND")
final class Owners implements Callable<Integer> {

    /** As long as a running server may still serve what it remembers of an account, and a request that has begun. */
    private static final Duration STILL_SERVED = Duration.ofSeconds(11);

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec;

    static CommandLine create(String[] settings) {
        CommandLine owners = new CommandLine(new Owners());
        Stream.of(
                        new ListAll(settings),
                        new Disable(settings),
                        new Enable(settings),
                        new Remove(settings, STILL_SERVED),
                        new Invite(settings))
                .forEach(owners::addSubcommand);
        return owners;
    }

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "What is to be done: " + String.join(", ", spec.subcommands().keySet()) + "?");
    }

    @Command(
            name = "list",
            description = "Lists the accounts: e-mail address, domain, since when, and what else is known.")
    @RequiredArgsConstructor
    private static final class ListAll implements Callable<Integer> {

        private final String[] settings;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            return CommandContext.run(OwnerAccounts.class, settings, this::print);
        }

        private int print(ApplicationContext context) {
            OwnerAdministration owners = context.getBean(OwnerAdministration.class);
            @Nullable ObjectId last = null;
            List<Entry> page;
            do {
                page = owners.page(last, PAGE);
                for (Entry owner : page) {
                    last = owner.id();
                    spec.commandLine().getOut().println(line(owner));
                }
            } while (page.size() == PAGE);
            return ExitCode.OK;
        }

        /** Its parts are separated by tabs, for other programs. */
        private static String line(Entry owner) {
            List<String> parts = new ArrayList<>(List.of(
                    owner.email(),
                    owner.domain(),
                    owner.createdAt().toString(),
                    owner.domainProved() ? "domain proved" : "domain not proved"));
            if (owner.disabledAt() != null) {
                parts.add("disabled since " + owner.disabledAt());
            }
            return String.join("\t", parts);
        }
    }

    /** Does something to one account. */
    @RequiredArgsConstructor
    private abstract static class OfOne implements Callable<Integer> {

        private final String[] settings;

        @Spec
        private CommandSpec spec;

        @Parameters(paramLabel = "EMAIL", description = "The address that the owner logs in with.")
        private EmailAddress email;

        @Override
        public Integer call() {
            return CommandContext.run(OwnerAccounts.class, settings, context -> {
                OwnerAdministration owners = context.getBean(OwnerAdministration.class);
                Entry owner =
                        owners.find(email).orElseThrow(() -> new InvalidSettingException(OwnerAccounts.nobody(email)));
                if (!owner.email().equals(email.value())) {
                    throw new InvalidSettingException(OwnerAccounts.nobodyBut(email, owner.email()));
                }
                return change(owner, owners, context);
            });
        }

        /** @return the exit code */
        abstract int change(Entry owner, OwnerAdministration owners, ApplicationContext context);

        PrintWriter out() {
            return spec.commandLine().getOut();
        }
    }

    @Command(
            name = "disable",
            description =
                    "Ends the owner's sessions and lets them log in no more; visitors find nobody. Nothing is deleted.")
    private static final class Disable extends OfOne {

        private Disable(String[] settings) {
            super(settings);
        }

        @Override
        int change(Entry owner, OwnerAdministration owners, ApplicationContext context) {
            owners.disable(owner.id());
            out().println(owner.email() + " is disabled.");
            return ExitCode.OK;
        }
    }

    @Command(name = "enable", description = "Lets a disabled owner log in again.")
    private static final class Enable extends OfOne {

        private Enable(String[] settings) {
            super(settings);
        }

        @Override
        int change(Entry owner, OwnerAdministration owners, ApplicationContext context) {
            owners.enable(owner.id());
            out().println(owner.email() + " is enabled.");
            return ExitCode.OK;
        }
    }

    @Command(
            name = "remove",
            description =
                    "Deletes an account with all its chats, guests and settings, which nothing but a backup brings back.")
    private static final class Remove extends OfOne {

        private final Duration stillServed;

        @Option(names = "--yes", description = "Asks for no confirmation.")
        private boolean confirmed;

        private Remove(String[] settings, Duration stillServed) {
            super(settings);
            this.stillServed = stillServed;
        }

        @Override
        int change(Entry owner, OwnerAdministration owners, ApplicationContext context) {
            if (!confirmed && !isConfirmed(owner)) {
                out().println("Nothing is removed.");
                return ExitCode.SOFTWARE;
            }
            // A server that runs meanwhile must open no chat that nobody would delete.
            owners.disable(owner.id());
            if (context.getBean(Store.class).isShared()) {
                sleep(stillServed);
            }
            owners.remove(owner.id());
            out().println(owner.email() + " is removed, with all chats.");
            return ExitCode.OK;
        }

        private boolean isConfirmed(Entry owner) {
            out().print("Remove " + owner.email() + " (" + owner.domain() + ") with all chats? yes or no: ");
            out().flush();
            try {
                String answer =
                        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
                return answer != null
                        && Set.of("y", "yes").contains(answer.strip().toLowerCase(Locale.ROOT));
            } catch (IOException e) {
                return false;
            }
        }

        private static void sleep(Duration time) {
            try {
                Thread.sleep(time.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CommandFailedException("Interrupted: the account is disabled, and not removed yet.");
            }
        }
    }

    @Command(name = "invite", description = "Prints a link with which one person makes an account, once.")
    @RequiredArgsConstructor
    private static final class Invite implements Callable<Integer> {

        private static final Duration MIN = Duration.ofMinutes(1);
        private static final Duration MAX = Duration.ofDays(90);

        private final String[] settings;

        @Spec
        private CommandSpec spec;

        @Option(
                names = "--valid",
                paramLabel = "TIME",
                defaultValue = "7d",
                description = "How long it is valid, such as 12h, up to 90d; unset, ${DEFAULT-VALUE}.")
        private String valid = "7d";

        @Override
        public Integer call() {
            Duration lifetime = lifetime();
            return CommandContext.run(OwnerAccounts.class, settings, context -> {
                String code = context.getBean(Invitations.class).create(lifetime);
                OwnAddress address = context.getBean(OwnAddress.class);
                PrintWriter out = spec.commandLine().getOut();
                out.println(
                        "Hand this to one person, who makes an account with it, once; it is valid for " + valid + ".");
                out.println();
                out.println("  " + address.of("/dashboard/#register/" + code));
                address.hint().ifPresent(hint -> {
                    out.println();
                    out.println(hint);
                });
                return ExitCode.OK;
            });
        }

        private Duration lifetime() {
            try {
                Duration lifetime = valid.matches("\\d+[a-z]+") ? DurationStyle.SIMPLE.parse(valid) : Duration.ZERO;
                if (lifetime.compareTo(MIN) >= 0 && lifetime.compareTo(MAX) <= 0) {
                    return lifetime;
                }
            } catch (IllegalArgumentException | ArithmeticException e) {
                // Said below.
            }
            throw new ParameterException(
                    spec.commandLine(), "--valid must be a time from 1m to 90d, such as 12h or 7d.");
        }
    }
}
