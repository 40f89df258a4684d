package dev.porchlight.socket.engine.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import lombok.RequiredArgsConstructor;

/** Generates WebSocket frames: valid ones, and some that no client should send. */
@RequiredArgsConstructor
public final class FuzzFrames {

    static final int FIN = 0x80;
    static final int CONTINUATION = 0x0;
    static final int TEXT = 0x1;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;

    private static final int MASKED = 0x80;
    private static final int[] CLOSE_CODES = {
        0, 999, 1000, 1001, 1004, 1005, 1006, 1009, 1015, 2999, 3000, 4999, 5000, 65535
    };

    private final RandomGenerator random;

    public byte[] text(String packet) {
        return frame(FIN | TEXT, utf8(packet));
    }

    /** A message in several frames, with a ping between them at times. */
    public byte[] fragmented(String packet) {
        byte[] payload = utf8(packet);
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        int from = 0;
        int parts = 2 + random.nextInt(4);
        for (int part = 0; part < parts; part++) {
            int to = part == parts - 1 ? payload.length : from + random.nextInt(payload.length - from + 1);
            int flags = (part == 0 ? TEXT : CONTINUATION) | (part == parts - 1 ? FIN : 0);
            frames.writeBytes(frame(flags, Arrays.copyOfRange(payload, from, to)));
            if (random.nextInt(4) == 0) {
                frames.writeBytes(ping());
            }
            from = to;
        }
        return frames.toByteArray();
    }

    byte[] ping() {
        return frame(FIN | PING, new byte[random.nextInt(126)]);
    }

    /** A control frame: valid, too long, fragmented, or with an invalid close code. */
    byte[] control() {
        int opcode = CLOSE + random.nextInt(3);
        byte[] payload = new byte[random.nextInt(8) == 0 ? 126 + random.nextInt(200) : random.nextInt(126)];
        random.nextBytes(payload);
        if (opcode == CLOSE && random.nextBoolean()) {
            int code = CLOSE_CODES[random.nextInt(CLOSE_CODES.length)];
            payload = new byte[] {(byte) (code >> 8), (byte) code, 'b', 'y', 'e'};
        }
        return frame(random.nextInt(8) == 0 ? opcode : FIN | opcode, payload);
    }

    /** Any flags and any opcode, masked or not, possibly with a wrong length. */
    byte[] odd(String packet) {
        byte[] payload = utf8(packet);
        int flags = random.nextInt(3) == 0 ? random.nextInt(256) : FIN | TEXT;
        long length = random.nextInt(3) == 0 ? wrongLength(payload.length) : payload.length;
        return frame(flags, random.nextInt(4) != 0, length, random.nextInt(8) == 0, payload);
    }

    private long wrongLength(int length) {
        return switch (random.nextInt(6)) {
            case 0 -> Math.max(0, length - 1 - random.nextInt(20));
            case 1 -> length + 1 + random.nextInt(200);
            case 2 -> 65_536 + random.nextInt(2);
            case 3 -> Long.MAX_VALUE;
            case 4 -> random.nextLong();
            default -> Integer.MAX_VALUE;
        };
    }

    private byte[] frame(int flags, byte[] payload) {
        return frame(flags, true, payload.length, false, payload);
    }

    private byte[] frame(int flags, boolean masked, long length, boolean wasteful, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(flags);
        int mask = masked ? MASKED : 0;
        if (!wasteful && length >= 0 && length < 126) {
            frame.write(mask | (int) length);
        } else if (!wasteful && length >= 0 && length < 65_536) {
            frame.write(mask | 126);
            write(frame, length, 2);
        } else {
            frame.write(mask | 127);
            write(frame, length, 8);
        }
        byte[] key = new byte[4];
        if (masked) {
            random.nextBytes(key);
            frame.writeBytes(key);
        }
        byte[] hidden = payload.clone();
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] ^= key[i % 4];
        }
        frame.writeBytes(hidden);
        return frame.toByteArray();
    }

    private static void write(ByteArrayOutputStream frame, long number, int bytes) {
        for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
            frame.write((int) (number >> shift));
        }
    }

    /** An unpaired surrogate becomes three bytes that are not UTF-8, as careless encoders write it. */
    static byte[] utf8(String text) {
        if (isText(text)) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        ByteBuffer bytes = ByteBuffer.allocate(3 * text.length());
        for (int i = 0; i < text.length(); ) {
            int point = text.codePointAt(i);
            int next = i + Character.charCount(point);
            if (point < 0x80) {
                bytes.put((byte) point);
            } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
                bytes.put((byte) (0xE0 | point >> 12));
                bytes.put((byte) (0x80 | point >> 6 & 0x3F));
                bytes.put((byte) (0x80 | point & 0x3F));
            } else {
                bytes.put(text.substring(i, next).getBytes(StandardCharsets.UTF_8));
            }
            i = next;
        }
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    /** Whether it has no unpaired surrogate. */
    static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                if (!Character.isSupplementaryCodePoint(text.codePointAt(i))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
