package dev.porchlight.command;

import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.store.backup.BackupException;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.Spelling;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The command line. Options with a dot in their names, such as {@code --server.port=8000}, are settings, which any command
 * takes; without a command the server is started.
 */
@Command(
        name = "porchlight",
        description = {"Live chat for a website.", ""},
        versionProvider = Version.class,
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Settings are environment variables, or options such as --server.port=8000.",
            "Exit codes: 0 done, 1 failed, 2 no such command or option."
        })
public final class Commands implements Callable<Integer> {

    private static final String OPTION = "--";
    private static final int USAGE_WIDTH = 100;

    private final CommandLine line = new CommandLine(this);
    private final String[] settings;
    private final Serve serve;

    private Commands(Consumer<String[]> server, String[] settings) {
        this.settings = settings;
        this.serve = new Serve(server, settings);
        Stream.of(
                        serve,
                        new Help(),
                        new Version(),
                        new ResetPassword(settings),
                        Owners.create(settings),
                        new Check(settings),
                        new MakeBackup(settings),
                        new CheckBackup(),
                        new RestoreBackup(settings),
                        new CopyToMongodb(settings),
                        new CopyFromMongodb(settings))
                .forEach(line::addSubcommand);
        addHelp(line);
    }

    /** To each command, and to those inside it. */
    private static void addHelp(CommandLine command) {
        command.getSubcommands().values().forEach(inner -> {
            inner.getCommandSpec().mixinStandardHelpOptions(true).versionProvider(new Version());
            addHelp(inner);
        });
    }

    /**
     * @param server starts the server with these settings, and returns once it is on
     * @return the exit code; empty if the server has been started
     */
    public static OptionalInt run(Consumer<String[]> server, PrintStream out, PrintStream err, String... args) {
        Map<Boolean, List<String>> isSetting = Arrays.stream(args)
                .collect(Collectors.partitioningBy(
                        arg -> arg.startsWith(OPTION) && SettingNames.looksLikeSetting(nameOf(arg))));
        Commands commands =
                new Commands(server, isSetting.getOrDefault(true, List.of()).toArray(String[]::new));
        int exitCode = commands.execute(isSetting.getOrDefault(false, List.of()), out, err);
        return commands.serve.isOn() ? OptionalInt.empty() : OptionalInt.of(exitCode);
    }

    private int execute(List<String> words, PrintStream out, PrintStream err) {
        line.setOut(writer(out));
        line.setErr(writer(err));
        line.setExpandAtFiles(false);
        line.setUsageHelpWidth(USAGE_WIDTH);
        line.registerConverter(EmailAddress.class, Commands::emailAddress);
        line.setParameterExceptionHandler((e, args) -> refuse(e));
        line.setExecutionExceptionHandler((e, command, parsed) -> fail(e, command));
        line.setExecutionStrategy(parsed -> {
            requireKnownSettings();
            return new CommandLine.RunLast().execute(parsed);
        });
        return line.execute(words.toArray(String[]::new));
    }

    /** Without a command. */
    @Override
    public Integer call() {
        return serve.call();
    }

    private void requireKnownSettings() {
        if (settings.length == 0) {
            return;
        }
        SettingNames names = new SettingNames();
        for (String setting : settings) {
            if (!names.contains(nameOf(setting))) {
                throw new UnmatchedArgumentException(line, List.of(setting));
            }
            if (!setting.contains("=") && nameOf(setting).contains(".")) {
                throw new ParameterException(line, setting + " needs a value: " + setting + "=...");
            }
        }
    }

    private static int refuse(ParameterException e) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        if (e instanceof UnmatchedArgumentException unmatched) {
            err.println(unknown(command, unmatched.getUnmatched().get(0)));
        } else {
            err.println(e.getMessage());
        }
        err.println("See: " + Help.NAME + withoutProgram(command));
        return ExitCode.USAGE;
    }

    private static String unknown(CommandLine command, String word) {
        boolean option = word.startsWith("-");
        String name = option ? OPTION + nameOf(word.replaceFirst("^(-D|-+)", OPTION)) : word;
        Stream<String> known = option
                ? Stream.concat(
                        command.getCommandSpec().optionsMap().keySet().stream(),
                        new SettingNames().all().map(setting -> OPTION + setting))
                : command.getSubcommands().keySet().stream();
        // The value may be a secret.
        String said = option ? word.replaceFirst("=.*", "") : word;
        String what = option ? "There is no option " + said : "There is no command " + said;
        return Spelling.nearest(name.toLowerCase(Locale.ROOT), known.toList())
                .map(nearest -> what + ". Is " + nearest + " meant?")
                .orElse("There is no room for the word " + said + ".");
    }

    /** The words of a command, with a space before each. */
    private static String withoutProgram(CommandLine command) {
        return command.getParent() == null ? "" : withoutProgram(command.getParent()) + " " + command.getCommandName();
    }

    private static int fail(Exception e, CommandLine command) {
        boolean said = e instanceof InvalidSettingException
                || e instanceof RequestException
                || e instanceof CommandFailedException
                || e instanceof BackupException;
        command.getErr().println(said ? e.getMessage() : "It failed: " + e);
        return ExitCode.SOFTWARE;
    }

    private static EmailAddress emailAddress(String value) {
        try {
            return EmailAddress.parse(value);
        } catch (RequestException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /** Without the value. */
    private static String nameOf(String option) {
        return option.substring(OPTION.length()).replaceFirst("=.*", "");
    }

    /** In the charset of the stream. */
    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(
                new Writer() {
                    @Override
                    public void write(char[] text, int offset, int length) {
                        stream.print(new String(text, offset, length));
                    }

                    @Override
                    public void flush() {
                        stream.flush();
                    }

                    @Override
                    public void close() {
                        flush();
                    }
                },
                true);
    }
}
