package dev.porchlight.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a client and a server, and breaks connections where it hurts. Which fault a connection meets, and when,
 * follows from the seed and the connection's number.
 */
public final class FaultyProxy implements AutoCloseable {

    public enum Fault {
        /** What the client sends is lost with the connection. */
        CUT_BEFORE_REQUEST,
        /** The server gets it, and can no longer answer. */
        CUT_AFTER_REQUEST,
        /** The answer is lost with the connection. */
        CUT_BEFORE_REPLY,
        /** Nothing is lost but the connection. */
        CUT_AFTER_REPLY,
        /** The answer comes late. */
        SLOW_REPLY,
        /** This connection is cut, and for a moment no other is let through. */
        REFUSE
    }

    private static final int REFUSE_MILLIS = 300;
    private static final int SLOW_MILLIS = 400;
    private static final int SWALLOW_MILLIS = 60_000;
    private static final int MAX_CHUNK = 64 * 1024;
    private static final Pattern UPGRADE = Pattern.compile("\r\nUpgrade: websocket\r\n", Pattern.CASE_INSENSITIVE);

    private final long seed;
    private final int period;
    private final ServerSocket listener;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<Fault, AtomicInteger> met = new EnumMap<>(Fault.class);
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int target;
    private volatile boolean healthy = true;
    private volatile @Nullable String answerToUpgrades;
    private volatile long refusingUntil = System.nanoTime();
    private volatile long hangingUntil = System.nanoTime();

    /** @param period after how many requests, about, a connection meets its fault */
    public FaultyProxy(int target, long seed, int period) {
        this.target = target;
        this.seed = seed;
        this.period = period;
        for (Fault fault : Fault.values()) {
            met.put(fault, new AtomicInteger());
        }
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.submit(this::accept);
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Where connections lead from now on: the server has come back on another port. */
    public void redirect(int newTarget) {
        target = newTarget;
    }

    /** From now on, connections meet their faults. */
    public void breakThings() {
        healthy = false;
    }

    /** Cuts every connection, and lets no other through for a time. */
    public void cut(Duration refusing) {
        refusingUntil = System.nanoTime() + refusing.toNanos();
        open.forEach(this::cut);
    }

    /** No further faults. */
    public void heal() {
        healthy = true;
        refusingUntil = System.nanoTime();
        hangingUntil = System.nanoTime();
    }

    /** Lets nothing through for a time, and cuts nothing either. */
    public void hang(Duration time) {
        hangingUntil = System.nanoTime() + time.toNanos();
    }

    /**
     * Answers requests for a WebSocket itself, as proxies of offices and hotels do.
     *
     * @param answer if it is empty, none is given for a minute; null lets such requests through again
     */
    public void answerUpgrades(@Nullable String answer) {
        answerToUpgrades = answer;
    }

    /** How often which fault was met. */
    public Map<Fault, AtomicInteger> met() {
        return met;
    }

    public int faults() {
        return met.values().stream().mapToInt(AtomicInteger::get).sum();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                if (System.nanoTime() - refusingUntil < 0) {
                    cut(client);
                    continue;
                }
                open.add(client);
                Socket server = new Socket();
                open.add(server);
                try {
                    server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 1_000);
                } catch (IOException e) {
                    cut(client);
                    cut(server);
                    continue;
                }
                client.setTcpNoDelay(true);
                server.setTcpNoDelay(true);
                Link link = new Link(client, server, new Random(seed + 31L * connections.incrementAndGet()));
                threads.submit(link::requests);
                threads.submit(link::replies);
            } catch (IOException e) {
                // The proxy is closed.
            }
        }
    }

    private final class Link {

        private final Socket client;
        private final Socket server;
        private final Fault fault;
        private int requestsLeft;
        private volatile boolean due;

        Link(Socket client, Socket server, Random random) {
            this.client = client;
            this.server = server;
            this.fault = Fault.values()[random.nextInt(Fault.values().length)];
            this.requestsLeft = period / 2 + random.nextInt(period);
        }

        void requests() {
            pump(client, server, chunk -> {
                String answer = answerToUpgrades;
                if (answer != null
                        && UPGRADE.matcher(new String(chunk, StandardCharsets.ISO_8859_1))
                                .find()) {
                    if (answer.isEmpty()) {
                        Thread.sleep(SWALLOW_MILLIS);
                    }
                    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    client.shutdownOutput();
                    Thread.sleep(50);
                    return false;
                }
                if (--requestsLeft > 0 || healthy) {
                    return true;
                }
                switch (fault) {
                    case CUT_BEFORE_REQUEST -> {
                        return meet();
                    }
                    case CUT_AFTER_REQUEST -> {
                        server.getOutputStream().write(chunk);
                        return meet();
                    }
                    case REFUSE -> {
                        refusingUntil = System.nanoTime() + REFUSE_MILLIS * 1_000_000L;
                        return meet();
                    }
                    default -> {
                        due = true;
                        return true;
                    }
                }
            });
        }

        void replies() {
            pump(server, client, chunk -> {
                if (!due || healthy) {
                    return true;
                }
                due = false;
                if (fault == Fault.SLOW_REPLY) {
                    requestsLeft = period;
                    met.get(fault).incrementAndGet();
                    Thread.sleep(SLOW_MILLIS);
                    return true;
                }
                if (fault == Fault.CUT_AFTER_REPLY) {
                    client.getOutputStream().write(chunk);
                    client.getOutputStream().flush();
                    // A reset overtakes what was not read yet.
                    client.shutdownOutput();
                    Thread.sleep(50);
                }
                return meet();
            });
        }

        private boolean meet() {
            met.get(fault).incrementAndGet();
            return false;
        }

        private void pump(Socket from, Socket to, Step step) {
            byte[] buffer = new byte[MAX_CHUNK];
            try {
                InputStream in = from.getInputStream();
                for (int length; (length = in.read(buffer)) >= 0; ) {
                    byte[] chunk = Arrays.copyOf(buffer, length);
                    while (System.nanoTime() - hangingUntil < 0) {
                        Thread.sleep(10);
                    }
                    if (!step.pass(chunk)) {
                        break;
                    }
                    to.getOutputStream().write(chunk);
                }
            } catch (IOException e) {
                // The other side is gone.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                cut(client);
                cut(server);
            }
        }
    }

    private interface Step {
        /** @return whether to go on */
        boolean pass(byte[] chunk) throws IOException, InterruptedException;
    }

    private void cut(Socket socket) {
        open.remove(socket);
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // Closed already.
        }
        try {
            socket.close();
        } catch (IOException e) {
            // Closed already.
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        open.forEach(this::cut);
        threads.shutdownNow();
    }
}
