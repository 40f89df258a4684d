package dev.porchlight.socket.engine.fuzz;

import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import java.util.Arrays;

/** A well-behaved client: sends twenty events a second and expects exactly their echoes, in order. */
final class FuzzBystander implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final int MAX_ECHOES = 1 << 20;

    private final EngineClient client;
    private final FuzzOracle oracle;
    private final Thread thread = new Thread(this::chat, "bystander");
    private final long[] nanos = new long[MAX_ECHOES];
    private volatile int echoes;
    private volatile boolean closing;
    private int lapStart;

    FuzzBystander(int port, Transport transport, int version, FuzzOracle oracle) {
        this.oracle = oracle;
        client = EngineClient.connect(port, transport, version);
        thread.start();
    }

    private void chat() {
        try {
            while (!closing && echoes < MAX_ECHOES) {
                String sent = "42[\"echo\",\"bystander " + echoes + "\"]";
                long start = System.nanoTime();
                client.send(sent);
                String received = client.nextMessage();
                nanos[echoes] = System.nanoTime() - start;
                echoes++;
                if (!sent.equals(received)) {
                    oracle.found(-1, "a well-behaved client sent " + sent + " and received " + received);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            client.send("1");
        } catch (InterruptedException | RuntimeException | AssertionError disturbed) {
            oracle.found(-1, "a well-behaved client was disturbed: " + disturbed);
        }
        client.close();
    }

    /** The 99th percentile of the echoes since the last call, in milliseconds; NaN if there were none. */
    double lapMillis() {
        long[] lap = Arrays.copyOfRange(nanos, lapStart, echoes);
        lapStart += lap.length;
        Arrays.sort(lap);
        return lap.length == 0 ? Double.NaN : lap[lap.length * 99 / 100] / 1e6;
    }

    @Override
    public void close() throws InterruptedException {
        closing = true;
        thread.join();
    }
}
