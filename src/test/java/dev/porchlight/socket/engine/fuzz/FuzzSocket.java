package dev.porchlight.socket.engine.fuzz;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A connection that sends exactly these bytes. Reading throws {@link IOException} when the server has closed it. */
public final class FuzzSocket implements AutoCloseable {

    /** A timeout for what is sure to come, however busy the machine. */
    static final int LONG_MILLIS = 30_000;

    private static final int MAX_RESPONSE = 1 << 20;
    private static final Pattern HEAD =
            Pattern.compile("(?is)\r\ncontent-length: *(?<length>\\d+)\r\n(?:.*?\r\n)??\r\n");

    private final Socket socket;
    private final DataInputStream in;

    FuzzSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
    }

    /** Opens a session of a protocol, and leaves its handshake to be read. */
    public static FuzzSocket openWebSocket(int port, int version) throws IOException {
        FuzzSocket socket = new FuzzSocket(port);
        socket.send(FuzzRequests.webSocket("/socket.io/?transport=websocket&EIO=" + version));
        socket.readHead(LONG_MILLIS);
        return socket;
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Reads until the server closes the connection or sends nothing for so long. */
    String read(int millis) throws IOException {
        return read(millis, response -> false);
    }

    /** Reads one response, after which the connection may stay open. */
    String readResponse(int millis) throws IOException {
        return read(millis, FuzzSocket::isWhole);
    }

    private static boolean isWhole(String response) {
        Matcher head = HEAD.matcher(response);
        return head.find() && response.length() - head.end() >= Integer.parseInt(head.group("length"));
    }

    private String read(int millis, Predicate<String> enough) throws IOException {
        socket.setSoTimeout(millis);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        byte[] part = new byte[1024];
        try {
            int length = in.read(part);
            while (length >= 0 && response.size() < MAX_RESPONSE) {
                response.write(part, 0, length);
                length = enough.test(response.toString(StandardCharsets.ISO_8859_1)) ? -1 : in.read(part);
            }
        } catch (SocketTimeoutException silent) {
            // Return what has come so far.
        } catch (IOException reset) {
            if (response.size() == 0) {
                throw reset;
            }
        }
        return response.toString(StandardCharsets.UTF_8);
    }

    /** The head of a response. */
    String readHead(int millis) throws IOException {
        socket.setSoTimeout(millis);
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
            head.append((char) in.readUnsignedByte());
        }
        return head.toString();
    }

    /** The next text frame; {@code null} if none comes in time. Throws at the server's close frame. */
    @Nullable
    String readText(int millis) throws IOException {
        socket.setSoTimeout(millis);
        while (true) {
            int opcode;
            try {
                opcode = in.readUnsignedByte() & 0xF;
            } catch (SocketTimeoutException silent) {
                return null;
            }
            int length = in.readUnsignedByte();
            byte[] payload = in.readNBytes(
                    length == 127 ? (int) in.readLong() : length == 126 ? in.readUnsignedShort() : length);
            if (opcode == FuzzFrames.CLOSE) {
                throw new EOFException();
            }
            if (opcode == FuzzFrames.TEXT) {
                return new String(payload, StandardCharsets.UTF_8);
            }
        }
    }

    /** Whether the server closes the connection by itself. */
    public boolean ends() {
        try {
            socket.setSoTimeout(LONG_MILLIS);
            while (in.read() >= 0) {
                // Data still in flight does not matter.
            }
            return true;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    /** Closes with a TCP reset. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
