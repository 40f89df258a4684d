package dev.porchlight.testing;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Engine.IO over a WebSocket made by hand, so that tests can send frames that no library would. */
public final class WebSocketEngineClient extends EngineClient {

    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int FIN = 0x80;
    public static final int COMPRESSED = 0x40;

    /** The headers of a request that asks for a WebSocket. */
    public static final String[] REQUEST = {
        "Upgrade: websocket",
        "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    };

    /** As browsers call it when a connection ends without a close frame. */
    public static final int NO_CLOSE_FRAME = 1006;

    private final Socket socket = new Socket();
    private final String[] headers;
    private DataInputStream in;
    private String responseHead = "";
    private String handshake = "";
    private boolean ended;
    private int closeCode = NO_CLOSE_FRAME;

    /** @param headers further ones of the handshake; a {@code Host} takes the place of the usual one */
    WebSocketEngineClient(int port, int version, String... headers) {
        super(port, version);
        this.headers = headers;
    }

    /** Opens a second connection for a session that polls, as a client does that wants to move over. */
    public static WebSocketEngineClient upgrading(EngineClient session) {
        WebSocketEngineClient client = new WebSocketEngineClient(session.port, session.version);
        client.connect("&sid=" + session.sid());
        if (!client.responseHead.startsWith("HTTP/1.1 101")) {
            client.close();
            throw new IllegalStateException("Refused: " + client.responseHead);
        }
        return client;
    }

    @Override
    protected void start() {
        connect("");
        String open = poll(Duration.ofSeconds(10));
        if (open == null || !open.startsWith("0")) {
            throw new AssertionError("Expected a handshake but got " + responseHead + open);
        }
        handshake = open.substring(1);
    }

    private void connect(String parameters) {
        try {
            // Small, so that the server soon feels it when nobody reads here.
            socket.setReceiveBufferSize(64 * 1024);
            socket.connect(new InetSocketAddress("localhost", port));
            socket.getOutputStream()
                    .write(("GET /socket.io/?transport=websocket&EIO=" + version + parameters + " HTTP/1.1\r\n"
                                    + furtherHeaders() + String.join("\r\n", REQUEST) + "\r\n"
                                    + "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                                    + "Cookie: io=11111111-1111-1111-1111-111111111111; site=secret\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            responseHead = readHead();
        } catch (IOException e) {
            throw new AssertionError("Could not open a WebSocket", e);
        }
    }

    private String furtherHeaders() {
        boolean hasHost = Arrays.stream(headers).anyMatch(header -> header.startsWith("Host:"));
        return Stream.concat(Stream.of("Host: localhost").filter(host -> !hasHost), Arrays.stream(headers))
                .map(header -> header + "\r\n")
                .collect(Collectors.joining());
    }

    /** The head of the HTTP response that opened the WebSocket. */
    public String responseHead() {
        return responseHead;
    }

    @Override
    public String handshake() {
        return handshake;
    }

    /** Of the close frame that was read, or {@link #NO_CLOSE_FRAME}. */
    public int closeCode() {
        return closeCode;
    }

    @Override
    public void send(String... packets) {
        for (String packet : packets) {
            sendFrame(FIN | TEXT, packet.getBytes(StandardCharsets.UTF_8));
        }
    }

    public void sendFrame(int flags, byte[] payload) {
        sendHalf(frame(flags, payload));
    }

    /** Sends bytes that need not be a whole frame. */
    public void sendHalf(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
        } catch (IOException gone) {
            ended = true;
        }
    }

    /** A frame as it is on the wire. */
    public static byte[] frame(int flags, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(14 + payload.length).put((byte) flags);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else if (payload.length < 65_536) {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (0x80 | 127)).putLong(payload.length);
        }
        frame.putInt(0).put(payload);
        return Arrays.copyOf(frame.array(), frame.position());
    }

    @Override
    public @Nullable String poll(Duration patience) {
        if (ended) {
            return null;
        }
        try {
            socket.setSoTimeout((int) Math.max(1, patience.toMillis()));
            int opcode = in.readUnsignedByte() & 0xF;
            int length = in.readUnsignedByte() & 0x7F;
            long size = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
            byte[] payload = in.readNBytes((int) size);
            if (payload.length < size) {
                ended = true;
                return null;
            }
            if (opcode == CLOSE) {
                closeCode = ByteBuffer.wrap(payload).getShort();
                sendFrame(FIN | CLOSE, payload);
                ended = true;
                return null;
            }
            return new String(payload, StandardCharsets.UTF_8);
        } catch (SocketTimeoutException nothing) {
            return null;
        } catch (IOException gone) {
            ended = true;
            return null;
        }
    }

    @Override
    public boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ended && System.nanoTime() < deadline) {
            poll(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        return ended;
    }

    /** Whether the server closes the TCP connection within a time, frames or not. */
    public boolean socketClosesWithin(Duration patience) {
        try {
            socket.setSoTimeout((int) patience.toMillis());
            while (in.read() >= 0) {
                // What is still on its way does not count.
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException alreadyGone) {
            ended = true;
        }
    }

    private String readHead() throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int c = in.read();
            if (c < 0) {
                throw new EOFException("Connection closed after: " + head);
            }
            head.append((char) c);
        }
        return head.toString();
    }
}
