package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;

/** A session over a WebSocket. */
final class FuzzWebSocketScript extends FuzzScript {

    private static final int ONE_IN_PATIENT = 500;
    private static final int MAX_BURSTS = 30;
    private static final int MAX_BURST = 6;

    FuzzWebSocketScript(Run run, long number, SplittableRandom random) {
        super(run, number, random, ONE_IN_PATIENT);
    }

    @Override
    void play() throws IOException {
        try (FuzzSocket socket = FuzzSocket.openWebSocket(run.port(), Integer.parseInt(version.getValue()))) {
            String sid = sid(socket.readText(FuzzSocket.LONG_MILLIS));
            if (sid == null) {
                found("a WebSocket got no handshake");
                return;
            }
            try (FuzzOracle.Expectation expectation = run.oracle().expect(number, sid)) {
                if (version == EngineIOVersion.V4 && random.nextInt(20) != 0) {
                    socket.send(frames.text("40"));
                }
                boolean alive = true;
                for (int burst = 0, bursts = 1 + random.nextInt(MAX_BURSTS); alive && burst < bursts; burst++) {
                    alive = playBurst(socket, expectation, "42[\"echo\",\"" + number + "." + burst + "\"]");
                }
                finish(socket);
            }
        }
    }

    /** Several messages at once, and one more whose echo shows that they did not end the connection. */
    private boolean playBurst(FuzzSocket socket, FuzzOracle.Expectation expectation, String sentinel)
            throws IOException {
        int size = 1 + random.nextInt(MAX_BURST);
        byte[] burst = new byte[0];
        for (int i = 0; i < size; i++) {
            burst = FuzzMutator.join(burst, message(expectation));
        }
        expectation.sends(List.of(sentinel));
        socket.send(FuzzMutator.join(burst, frames.text(sentinel)));
        boolean echoed = isEchoed(socket, sentinel);
        run.inputs().add(echoed ? size : 1);
        return echoed;
    }

    private static boolean isEchoed(FuzzSocket socket, String sentinel) {
        try {
            String text = "";
            while (text != null && !text.equals(sentinel)) {
                text = socket.readText(SHORT_MILLIS);
            }
            return text != null;
        } catch (IOException ended) {
            return false;
        }
    }

    private byte[] message(FuzzOracle.Expectation expectation) {
        int damage = random.nextInt(64);
        String packet = damage < 4 ? packets.packet() : packets.harmless(version);
        if (damage == 0) {
            expectation.sendsAnything();
            return random.nextBoolean() ? frames.odd(packet) : mutator.mutate(frames.text(packet), frames.control());
        }
        if (damage > 59) {
            return random.nextInt(4) == 0 ? frames.control() : frames.ping();
        }
        packet = damage == 4 || damage == 5 ? mutated(packet) : packet;
        if (FuzzFrames.isText(packet)) {
            expectation.sends(List.of(packet));
        }
        return random.nextInt(6) == 0 ? frames.fragmented(packet) : frames.text(packet);
    }
}
