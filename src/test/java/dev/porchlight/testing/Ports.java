package dev.porchlight.testing;

import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for what must know its own before it listens. */
public final class Ports {

    private static final int MAX_ATTEMPTS = 100;

    private Ports() {}

    /** A free one below those that systems give to connections, so that none takes it before it is listened on. */
    public static int free() throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (BindException taken) {
                continue;
            }
        }
        throw new IOException("No free port in " + MAX_ATTEMPTS + " attempts");
    }
}
