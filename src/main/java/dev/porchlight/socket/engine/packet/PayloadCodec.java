package dev.porchlight.socket.engine.packet;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.ByteArrayOutputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import lombok.RequiredArgsConstructor;

/**
 * Encodes and decodes polling payloads: several packets in one HTTP body. Protocol 4 separates them by a character;
 * protocol 3 prefixes each with its length in UTF-16 code units, which is what JavaScript counts.
 */
@RequiredArgsConstructor
public final class PayloadCodec {

    static final char SEPARATOR = 0x1e;

    private static final int MAX_LENGTH_DIGITS = 7;

    private final int maxPackets;
    private final int maxPacketBytes;

    public List<String> decode(ByteBuf body, EngineIOVersion version) throws ProtocolViolationException {
        String text = text(body);
        return version == EngineIOVersion.V4 ? splitAtSeparators(text) : splitByLengths(text);
    }

    public static byte[] encode(Collection<byte[]> packets, EngineIOVersion version) {
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        boolean first = true;
        for (byte[] packet : packets) {
            if (version != EngineIOVersion.V4) {
                payload.writeBytes((utf16Length(packet) + ":").getBytes(StandardCharsets.US_ASCII));
            } else if (!first) {
                payload.write(SEPARATOR);
            }
            payload.writeBytes(packet);
            first = false;
        }
        return payload.toByteArray();
    }

    private List<String> splitAtSeparators(String text) throws ProtocolViolationException {
        List<String> packets = new ArrayList<>();
        int start = 0;
        while (true) {
            int end = text.indexOf(SEPARATOR, start);
            add(packets, text.substring(start, end < 0 ? text.length() : end));
            if (end < 0) {
                return packets;
            }
            start = end + 1;
        }
    }

    private List<String> splitByLengths(String text) throws ProtocolViolationException {
        List<String> packets = new ArrayList<>();
        int position = 0;
        do {
            int colon = text.indexOf(':', position);
            int length = length(text, position, colon);
            int end = colon + 1 + length;
            if (end > text.length()) {
                throw new ProtocolViolationException("a packet longer than its payload");
            }
            add(packets, text.substring(colon + 1, end));
            position = end;
        } while (position < text.length());
        return packets;
    }

    private static int length(String text, int start, int end) throws ProtocolViolationException {
        if (end <= start || end - start > MAX_LENGTH_DIGITS) {
            throw new ProtocolViolationException("a payload without lengths");
        }
        int length = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new ProtocolViolationException("a payload without lengths");
            }
            length = length * 10 + digit;
        }
        return length;
    }

    private void add(List<String> packets, String packet) throws ProtocolViolationException {
        if (packets.size() == maxPackets) {
            throw new ProtocolViolationException("too many packets in one payload");
        }
        if (ByteBufUtil.utf8Bytes(packet) > maxPacketBytes) {
            throw new ProtocolViolationException("a packet over the limit");
        }
        packets.add(packet);
    }

    private static String text(ByteBuf body) throws ProtocolViolationException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(body.nioBuffer()).toString();
        } catch (CharacterCodingException notText) {
            throw new ProtocolViolationException("a payload that is not UTF-8");
        }
    }

    private static int utf16Length(byte[] utf8) {
        int units = 0;
        for (byte b : utf8) {
            boolean continuation = (b & 0xC0) == 0x80;
            boolean supplementary = (b & 0xF8) == 0xF0;
            if (!continuation) {
                units += supplementary ? 2 : 1;
            }
        }
        return units;
    }
}
