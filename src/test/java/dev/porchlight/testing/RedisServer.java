package dev.porchlight.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A Redis of our own, to be stalled, killed and started again. */
public final class RedisServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String program;
    private final int port;
    private final Path folder;
    private final List<String> options;
    private Process process;

    private RedisServer(String program, int port, Path folder, List<String> options) {
        this.program = program;
        this.port = port;
        this.folder = folder;
        this.options = options;
    }

    /** Skips the test on a machine that has none. */
    public static RedisServer start(String... options) throws Exception {
        String program = Programs.require("redis-server", "valkey-server");
        RedisServer server =
                new RedisServer(program, Ports.free(), Files.createTempDirectory("redis"), List.of(options));
        server.restart();
        return server;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Returns once it answers. */
    public void restart() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                program, "--port", String.valueOf(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"));
        command.addAll(options);
        process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
        await().atMost(PATIENCE).until(this::accepts);
    }

    private boolean accepts() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    /** How many connections are subscribed to a channel; 0 while it is away. */
    public long subscribers(String channel) {
        try (RedisClient client = RedisClient.create(url())) {
            return client.connect().sync().pubsubNumsub(channel).getOrDefault(channel, 0L);
        } catch (RedisException away) {
            return 0;
        }
    }

    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** It keeps its connections and answers nothing. */
    public void stall() throws Exception {
        signal("-STOP");
    }

    public void resume() throws Exception {
        signal("-CONT");
    }

    private void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", signal, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}
