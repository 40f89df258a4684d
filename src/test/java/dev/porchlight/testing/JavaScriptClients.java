package dev.porchlight.testing;

import static dev.porchlight.testing.Programs.require;

import dev.porchlight.testing.Programs.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;

/** The official JavaScript clients, with a script that knows no more than the seed's README. Needs Node and npm. */
public final class JavaScriptClients {

    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js-clients");

    private static boolean installed;

    private JavaScriptClients() {}

    public static synchronized void install() throws Exception {
        if (installed) {
            return;
        }
        Files.createDirectories(INSTALLED);
        for (String file : new String[] {"package.json", "package-lock.json", "seed-client.js"}) {
            Files.copy(SOURCES.resolve(file), INSTALLED.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        }
        require(run(10, Map.of(), "node", "--version").succeeded(), "Node is not installed");
        Result npm = run(120, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--silent");
        require(npm.succeeded(), "npm could not install the clients: " + npm.output());
        installed = true;
    }

    public static Result converse(
            String rest, String sockets, String version, String transport, Map<String, String> variables)
            throws InterruptedException {
        return run(60, variables, "node", "seed-client.js", rest, sockets, version, transport);
    }

    private static Result run(int seconds, Map<String, String> variables, String... command)
            throws InterruptedException {
        return Programs.run(INSTALLED, variables, seconds, command);
    }
}
