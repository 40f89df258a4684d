package dev.porchlight.testing;

import static dev.porchlight.testing.Programs.require;

import dev.porchlight.testing.Programs.Result;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** The official JavaScript clients, with scripts that use them, and packages that pages use. Needs Node and npm. */
public final class JavaScriptClients {

    private static final Path SOURCES = Path.of("src", "test", "js");
    private static final Path INSTALLED = Path.of("target", "js-clients");

    private static boolean installed;

    private JavaScriptClients() {}

    public static synchronized void install() throws Exception {
        if (installed) {
            return;
        }
        require(Programs.succeeds("node", "--version"), "Node is not installed");
        Files.createDirectories(INSTALLED);
        // Test classes run in several processes at once.
        try (FileChannel file = FileChannel.open(
                        INSTALLED.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = file.lock()) {
            boolean complete = Files.exists(INSTALLED.resolve("node_modules/.package-lock.json"));
            complete &= !copied("package.json") & !copied("package-lock.json");
            copied("seed-client.js");
            copied("upgrading-clients.js");
            if (!complete) {
                Result npm = run(120, Map.of(), "npm", "ci", "--no-audit", "--no-fund", "--silent");
                require(npm.succeeded(), "npm could not install the clients: " + npm.output());
            }
        }
        installed = true;
    }

    /** @return whether it was another before */
    private static boolean copied(String file) throws IOException {
        Path target = INSTALLED.resolve(file);
        if (Files.exists(target) && Files.mismatch(SOURCES.resolve(file), target) < 0) {
            return false;
        }
        Files.copy(SOURCES.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
        return true;
    }

    /** A file of what is installed, such as what pages load. */
    public static Path file(String name) {
        return INSTALLED.resolve(name);
    }

    /** With a script that knows no more than the seed's README. */
    public static Result converse(
            String rest, String sockets, String version, String transport, Map<String, String> variables)
            throws InterruptedException {
        return run(60, variables, "node", "seed-client.js", rest, sockets, version, transport);
    }

    /** One client after the other, so many at once, each from polling to a WebSocket. */
    public static Result connectMany(String sockets, int version, int connects, int atOnce)
            throws InterruptedException {
        return run(
                600,
                Map.of(),
                "node",
                "upgrading-clients.js",
                sockets,
                String.valueOf(version),
                String.valueOf(connects),
                String.valueOf(atOnce));
    }

    private static Result run(int seconds, Map<String, String> variables, String... command)
            throws InterruptedException {
        return Programs.run(INSTALLED, variables, seconds, command);
    }
}
