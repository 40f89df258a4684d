package dev.porchlight.socket.engine.fuzz;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What one client does from its first byte to its last. All of it follows from a seed and the script's number, but for
 * the session ids, which the server chooses, and for when the server is found to have ended it.
 */
abstract class FuzzScript {

    static final int SHORT_MILLIS = 100;

    private static final Pattern SID = Pattern.compile("\"sid\":\"([0-9a-f-]{36})\"");
    private static final int MAX_PAUSE_NANOS = 3_000_000;

    final Run run;
    final long number;
    final SplittableRandom random;
    final FuzzPackets packets;
    final FuzzFrames frames;
    final FuzzRequests requests;
    final FuzzMutator mutator;
    final EngineIOVersion version;
    private final boolean waitsForEnd;

    /** What all scripts of a run share. */
    record Run(long seed, int port, FuzzOracle oracle, LongAdder inputs) {}

    /** @param oneInPatient one in so many scripts waits in the end for the server to close the connection */
    FuzzScript(Run run, long number, SplittableRandom random, int oneInPatient) {
        this.run = run;
        this.number = number;
        this.random = random;
        packets = new FuzzPackets(random);
        frames = new FuzzFrames(random);
        requests = new FuzzRequests(random, packets);
        mutator = new FuzzMutator(random);
        version = random.nextBoolean() ? EngineIOVersion.V3 : EngineIOVersion.V4;
        waitsForEnd = random.nextInt(oneInPatient) == 0;
    }

    static FuzzScript of(Run run, long number) {
        SplittableRandom random = new SplittableRandom(run.seed() ^ number * 0x9E3779B97F4A7C15L);
        return switch (random.nextInt(10)) {
            case 0 -> new FuzzRequestScript(run, number, random);
            case 1, 2 -> new FuzzPollingScript(run, number, random);
            default -> new FuzzWebSocketScript(run, number, random);
        };
    }

    /** @throws IOException if the server closed a connection of this script */
    abstract void play() throws IOException;

    final void found(String what) {
        run.oracle().found(number, what);
    }

    final void sendInPieces(FuzzSocket socket, byte[] bytes) throws IOException {
        int from = 0;
        int end = random.nextInt(6) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
        for (int pieces = random.nextInt(4) == 0 ? 3 : 1; pieces > 0; pieces--) {
            int to = pieces == 1 ? end : from + random.nextInt(end - from + 1);
            socket.send(Arrays.copyOfRange(bytes, from, to));
            from = to;
            LockSupport.parkNanos(random.nextInt(MAX_PAUSE_NANOS));
        }
    }

    final void finish(FuzzSocket socket) throws IOException {
        if (waitsForEnd && !socket.ends()) {
            found("the connection was left open");
        } else if (random.nextBoolean()) {
            socket.reset();
        }
    }

    final byte[] maybeMutated(byte[] bytes, int oneIn) {
        return random.nextInt(oneIn) == 0 ? mutator.mutate(bytes, requests.any()) : bytes;
    }

    final String mutated(String packet) {
        byte[] bytes = mutator.mutate(FuzzFrames.utf8(packet), FuzzFrames.utf8(packets.packet()));
        return new String(bytes, StandardCharsets.UTF_8);
    }

    static @Nullable String sid(@Nullable String text) {
        Matcher sid = SID.matcher(text == null ? "" : text);
        return sid.find() ? sid.group(1) : null;
    }
}
