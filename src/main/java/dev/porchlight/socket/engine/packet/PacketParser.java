package dev.porchlight.socket.engine.packet;

import com.corundumstudio.socketio.protocol.EngineIOVersion;
import dev.porchlight.socket.engine.packet.IncomingPacket.Kind;
import java.util.regex.Pattern;

/**
 * Checks and parses packets. The library's decoder takes quadratic time for a long ack id, buffers attachments without
 * limit and copies without releasing at a record separator, so it gets plain events and acks only.
 */
public final class PacketParser {

    private static final Pattern NAMESPACE = Pattern.compile("/[\\w./-]{0,63}");
    private static final Pattern EVENT = Pattern.compile("\\d{0,9}\\[\\s*\"");
    private static final Pattern ACK = Pattern.compile("\\d{1,9}\\[");
    private static final int NAMESPACE_LIMIT = 1024;

    private PacketParser() {}

    public static IncomingPacket parse(String packet, EngineIOVersion version) throws ProtocolViolationException {
        if (packet.isEmpty()) {
            throw new ProtocolViolationException("an empty packet");
        }
        switch (packet.charAt(0)) {
            case '1':
                return bare(Kind.CLOSE, packet);
            case '2':
                require(version == EngineIOVersion.V3, "a ping from the side that answers pings");
                return bare(Kind.PING, packet);
            case '3':
                require(version == EngineIOVersion.V4, "a pong from the side that sends pings");
                return bare(Kind.PONG, packet);
            case '4':
                return message(packet);
            default:
                throw new ProtocolViolationException("a packet type that clients do not send");
        }
    }

    private static IncomingPacket bare(Kind kind, String packet) throws ProtocolViolationException {
        require(packet.length() == 1, "data in a packet that carries none");
        return new IncomingPacket(kind, IncomingPacket.DEFAULT_NAMESPACE, packet);
    }

    private static IncomingPacket message(String packet) throws ProtocolViolationException {
        require(packet.length() >= 2, "a message without a type");
        switch (packet.charAt(1)) {
            case '0':
                return new IncomingPacket(Kind.CONNECT, namespace(packet), packet);
            case '1':
                return new IncomingPacket(Kind.DISCONNECT, namespace(packet), packet);
            case '2':
                return payload(Kind.EVENT, packet, EVENT);
            case '3':
                return payload(Kind.ACK, packet, ACK);
            default:
                throw new ProtocolViolationException("a message type that is not served, such as binary");
        }
    }

    private static IncomingPacket payload(Kind kind, String packet, Pattern shape) throws ProtocolViolationException {
        String body = packet.substring(2);
        if (body.startsWith("/,")) {
            body = body.substring(2);
        }
        require(shape.matcher(body).lookingAt() && body.endsWith("]"), "an event or ack of the wrong shape");
        require(body.indexOf(PayloadCodec.SEPARATOR) < 0, "a record separator inside a packet");
        return new IncomingPacket(kind, IncomingPacket.DEFAULT_NAMESPACE, packet.substring(0, 2) + body);
    }

    private static String namespace(String packet) throws ProtocolViolationException {
        String rest = packet.substring(2);
        if (!rest.startsWith("/")) {
            return IncomingPacket.DEFAULT_NAMESPACE;
        }
        int end = 0;
        int limit = Math.min(rest.length(), NAMESPACE_LIMIT);
        while (end < limit && rest.charAt(end) != ',' && rest.charAt(end) != '?') {
            end++;
        }
        String name = rest.substring(0, end);
        require(NAMESPACE.matcher(name).matches(), "a namespace of the wrong shape");
        return name;
    }

    private static void require(boolean condition, String violation) throws ProtocolViolationException {
        if (!condition) {
            throw new ProtocolViolationException(violation);
        }
    }
}
