package load;

import java.nio.charset.StandardCharsets;

/** A Socket.IO packet, in a buffer that is soon used again. */
record Packet(byte[] buffer, int start, int end) {

    boolean startsWith(byte[] text) {
        return matches(text, start);
    }

    /** @return where the text ends for the first time, or -1 */
    int endOf(byte[] text) {
        for (int i = start; i <= end - text.length; i++) {
            if (matches(text, i)) {
                return i + text.length;
            }
        }
        return -1;
    }

    private boolean matches(byte[] text, int at) {
        if (end - at < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (buffer[at + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    /** The decimal number of so many digits at a place. */
    long number(int at, int digits) {
        long number = 0;
        for (int i = at; i < at + digits; i++) {
            number = number * 10 + buffer[i] - '0';
        }
        return number;
    }

    @Override
    public String toString() {
        return new String(buffer, start, end - start, StandardCharsets.UTF_8);
    }
}
