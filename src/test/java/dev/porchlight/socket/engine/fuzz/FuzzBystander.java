package dev.porchlight.socket.engine.fuzz;

import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import java.util.Arrays;

/** A client that behaves: says something twenty times a second and counts on hearing exactly that, in order. */
final class FuzzBystander implements AutoCloseable {

    private static final int PAUSE_MILLIS = 50;
    private static final int MAX_ECHOES = 1 << 20;

    private final EngineClient client;
    private final FuzzOracle judge;
    private final Thread thread = new Thread(this::chat, "bystander");
    private final long[] nanos = new long[MAX_ECHOES];
    private volatile int echoes;
    private volatile boolean leaving;
    private int lapStart;

    FuzzBystander(int port, Transport transport, int version, FuzzOracle judge) {
        this.judge = judge;
        client = EngineClient.connect(port, transport, version);
        thread.start();
    }

    private void chat() {
        try {
            while (!leaving && echoes < MAX_ECHOES) {
                String said = "42[\"echo\",\"bystander " + echoes + "\"]";
                long start = System.nanoTime();
                client.send(said);
                String heard = client.nextMessage();
                nanos[echoes] = System.nanoTime() - start;
                echoes++;
                if (!said.equals(heard)) {
                    judge.found(-1, "a bystander said " + said + " and heard " + heard);
                }
                Thread.sleep(PAUSE_MILLIS);
            }
            client.send("1");
        } catch (InterruptedException | RuntimeException | AssertionError disturbed) {
            judge.found(-1, "a bystander was disturbed: " + disturbed);
        }
        client.close();
    }

    /** What 99 of 100 echoes since this was last asked took at most, in milliseconds; not a number if there were none. */
    double lapMillis() {
        long[] lap = Arrays.copyOfRange(nanos, lapStart, echoes);
        lapStart += lap.length;
        Arrays.sort(lap);
        return lap.length == 0 ? Double.NaN : lap[lap.length * 99 / 100] / 1e6;
    }

    @Override
    public void close() throws InterruptedException {
        leaving = true;
        thread.join();
    }
}
