package dev.porchlight.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;

/** A long way between a client and a server: all arrives, in order, and each piece 20 to 60 ms late. */
public final class JitteringProxy implements AutoCloseable {

    private static final int MIN_MILLIS = 20;
    private static final int MAX_MILLIS = 60;

    private final int target;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public JitteringProxy(int target) {
        this.target = target;
        try {
            listener = new ServerSocket(0, 500, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.submit(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                threads.submit(() -> link(client));
            } catch (IOException e) {
                // The proxy is closed.
            }
        }
    }

    private void link(Socket client) {
        Socket server = new Socket();
        open.add(client);
        open.add(server);
        try (client;
                server) {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            Future<?> requests = threads.submit(() -> pump(client, server));
            pump(server, client);
            // The server has closed, so the client's input is no longer needed.
            client.shutdownInput();
            requests.get();
        } catch (IOException | ExecutionException | InterruptedException e) {
            // One side is gone, and now so is the other.
        } finally {
            open.remove(client);
            open.remove(server);
        }
    }

    private static void pump(Socket from, Socket to) {
        byte[] buffer = new byte[64 * 1024];
        try {
            for (int length; (length = from.getInputStream().read(buffer)) >= 0; ) {
                pause();
                to.getOutputStream().write(buffer, 0, length);
            }
            pause();
            to.shutdownOutput();
        } catch (IOException | InterruptedException e) {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    private static void pause() throws InterruptedException {
        Thread.sleep(ThreadLocalRandom.current().nextInt(MIN_MILLIS, MAX_MILLIS + 1));
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(JitteringProxy::end);
        threads.shutdownNow();
    }
}
