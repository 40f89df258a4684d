package dev.porchlight.socket.engine.fuzz;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import lombok.RequiredArgsConstructor;

/** Damages bytes: flips, cuts, repeats, splices in other bytes, reorders. */
@RequiredArgsConstructor
public final class FuzzMutator {

    private static final byte[] SPECIAL_BYTES = {
        0, 0x1e, (byte) 0xff, (byte) 0x80, '\r', '\n', ':', ',', '[', ']', '"', '0', '%', ' '
    };
    private static final int MAX_BYTES = 300_000;

    private final RandomGenerator random;

    byte[] mutate(byte[] original, byte[] other) {
        byte[] bytes = original.clone();
        for (int rounds = 1 + random.nextInt(3); rounds > 0 && bytes.length > 0; rounds--) {
            bytes = once(bytes, other);
        }
        return bytes;
    }

    private byte[] once(byte[] bytes, byte[] other) {
        int from = random.nextInt(bytes.length);
        int to = from + random.nextInt(Math.min(bytes.length - from, 64) + 1);
        switch (random.nextInt(8)) {
            case 0:
                bytes[from] ^= (byte) (1 << random.nextInt(8));
                return bytes;
            case 1:
                bytes[from] = SPECIAL_BYTES[random.nextInt(SPECIAL_BYTES.length)];
                return bytes;
            case 2:
                return Arrays.copyOf(bytes, from);
            case 3:
                return join(part(bytes, 0, from), part(bytes, to, bytes.length));
            case 4:
                return bytes.length > MAX_BYTES ? bytes : join(part(bytes, 0, to), part(bytes, from, bytes.length));
            case 5:
                return join(part(bytes, 0, from), part(other, random.nextInt(other.length + 1), other.length));
            case 6:
                return join(part(bytes, from, bytes.length), part(bytes, 0, from));
            default:
                return join(
                        part(bytes, 0, from),
                        new byte[] {SPECIAL_BYTES[random.nextInt(SPECIAL_BYTES.length)]},
                        part(bytes, from, bytes.length));
        }
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    public static byte[] join(byte[]... parts) {
        byte[] joined =
                new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int position = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, joined, position, part.length);
            position += part.length;
        }
        return joined;
    }
}
