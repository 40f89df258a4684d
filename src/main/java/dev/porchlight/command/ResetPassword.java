package dev.porchlight.command;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.network.OwnAddress;
import dev.porchlight.owner.PasswordReset;
import dev.porchlight.token.key.ExistingKeys;
import dev.porchlight.validation.EmailAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import lombok.RequiredArgsConstructor;
import org.springframework.context.ApplicationContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a code with which an owner can set a new password. It only reads, and may run while Porchlight does. */
@Command(name = "reset-password", description = "Makes a code with which an owner sets a new password.")
@RequiredArgsConstructor
final class ResetPassword implements Callable<Integer> {

    private final String[] settings;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "EMAIL", description = "The address that the owner logs in with.")
    private EmailAddress email;

    @Override
    public Integer call() {
        return CommandContext.run(OwnerAccounts.class, settings, this::print);
    }

    private int print(ApplicationContext context) {
        Optional<PasswordReset.NewCode> code =
                context.getBean(PasswordReset.class).codeFor(email);
        if (!context.getBean(ExistingKeys.class).present()) {
            throw new InvalidSettingException("There is no signing key beside the data, so the server has its own:"
                    + " give this command the same JWT_SECRET.");
        }
        if (code.isEmpty()) {
            spec.commandLine().getErr().println(OwnerAccounts.nobody(email));
            return ExitCode.SOFTWARE;
        }
        if (!code.get().email().equals(email.value())) {
            // Two people may have these two addresses: the operator decides.
            spec.commandLine()
                    .getErr()
                    .println(OwnerAccounts.nobodyBut(email, code.get().email()));
            return ExitCode.SOFTWARE;
        }
        spec.commandLine().getOut().println(message(code.get(), context.getBean(OwnAddress.class)));
        return ExitCode.OK;
    }

    private static String message(PasswordReset.NewCode code, OwnAddress address) {
        return "Hand this to " + code.email()
                + ". It works once, and for an hour; whoever has it has the account."
                + "\n\n  curl -d code=" + code.code() + " --data-urlencode 'newPassword=...' "
                + address.of("/owner/reset")
                + "\n\nOr they enter the code at " + address.of("/dashboard/#reset") + "\n"
                + address.hint().map(hint -> hint + "\n").orElse("");
    }
}
