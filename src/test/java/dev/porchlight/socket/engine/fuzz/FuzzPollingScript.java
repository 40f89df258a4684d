package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** A polling session. Its first two requests share a connection, and each further one has its own. */
final class FuzzPollingScript extends FuzzScript {

    private static final int HELD_MILLIS = 20;
    private static final int ONE_IN_PATIENT = 500;

    FuzzPollingScript(Run run, long number, SplittableRandom random) {
        super(run, number, random, ONE_IN_PATIENT);
    }

    @Override
    void play() throws IOException {
        try (FuzzSocket connection = new FuzzSocket(run.port())) {
            String sid = sid(exchange(connection, requests.handshake("polling", version)));
            if (sid == null) {
                found("a handshake was not answered");
                return;
            }
            play(sid, connection);
        }
    }

    private void play(String sid, FuzzSocket connection) throws IOException {
        try (FuzzOracle.Expectation expectation = run.oracle().expect(number, sid)) {
            if (version == EngineIOVersion.V4 && random.nextInt(20) != 0) {
                exchange(connection, post(sid, List.of("40")));
            }
            boolean alive = true;
            for (int step = 0, steps = 1 + random.nextInt(8); alive && step < steps; step++) {
                alive = switch (random.nextInt(8)) {
                    case 0 -> playUpgrade(sid);
                    case 1, 2 -> playPolls(sid);
                    default -> exchange(postOf(sid, expectation)).startsWith("HTTP/1.1 200");
                };
            }
            if (alive && random.nextInt(4) != 0) {
                exchange(post(sid, List.of("1")));
            }
        }
    }

    private byte[] postOf(String sid, FuzzOracle.Expectation expectation) {
        List<String> sent = new ArrayList<>(packets.packets());
        if (random.nextInt(3) == 0) {
            sent.replaceAll(packet -> random.nextInt(3) == 0 ? mutated(packet) : packet);
        }
        run.inputs().add(sent.size());
        boolean known = sent.stream().allMatch(FuzzFrames::isText)
                && (version == EngineIOVersion.V3 || sent.stream().noneMatch(packet -> packet.contains("\u001e")));
        int damage = random.nextInt(8);
        if (!known || damage < 3) {
            expectation.sendsAnything();
        } else {
            expectation.sends(sent);
        }
        byte[] body = FuzzFrames.utf8(damage == 0 ? packets.malformedBatch(sent) : packets.batch(sent, version));
        body = damage == 1 ? mutator.mutate(body, body) : body;
        byte[] post =
                random.nextBoolean() ? requests.post(version, sid, body) : requests.postInChunks(version, sid, body);
        return damage == 2 ? mutator.mutate(post, requests.any()) : post;
    }

    /** Two concurrent polls, which are aborted. */
    private boolean playPolls(String sid) throws IOException {
        try (FuzzSocket older = new FuzzSocket(run.port());
                FuzzSocket newer = new FuzzSocket(run.port())) {
            run.inputs().add(2);
            older.send(maybeMutated(requests.poll(version, sid), 4));
            newer.send(requests.poll(version, sid));
            older.read(HELD_MILLIS);
            return !newer.read(1).contains("HTTP/1.1 400") && random.nextInt(4) != 0;
        }
    }

    /** An upgrade to a WebSocket: complete, incomplete or invalid. */
    private boolean playUpgrade(String sid) throws IOException {
        try (FuzzSocket socket = new FuzzSocket(run.port())) {
            run.inputs().increment();
            byte[] bytes = maybeMutated(requests.upgrade(version, sid), 4);
            String[] steps = {"2probe", "5", packets.packet(), "2", packets.event(), "2probe", "5"};
            int from = random.nextInt(4) == 0 ? random.nextInt(4) : 0;
            for (int i = from, to = random.nextInt(steps.length); i < to; i++) {
                bytes = FuzzMutator.join(bytes, maybeMutated(frames.text(steps[i]), 8));
            }
            run.oracle().expect(number, sid).sendsAnything();
            sendInPieces(socket, bytes);
            socket.read(SHORT_MILLIS);
            finish(socket);
            return true;
        }
    }

    private byte[] post(String sid, List<String> sent) {
        return requests.post(version, sid, FuzzFrames.utf8(packets.batch(sent, version)));
    }

    /** On a connection of its own. */
    private String exchange(byte[] request) throws IOException {
        try (FuzzSocket connection = new FuzzSocket(run.port())) {
            return exchange(connection, request);
        }
    }

    private static String exchange(FuzzSocket connection, byte[] request) throws IOException {
        connection.send(request);
        return connection.readResponse(FuzzSocket.LONG_MILLIS);
    }
}
