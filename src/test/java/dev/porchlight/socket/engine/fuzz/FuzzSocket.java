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
import org.jspecify.annotations.Nullable;

/** A connection that sends exactly these bytes. Reading ends with an {@link IOException} when the server has ended it. */
public final class FuzzSocket implements AutoCloseable {

    /** For what is sure to come, however busy the machine. */
    static final int PATIENT_MILLIS = 30_000;

    private static final int MAX_RESPONSE = 1 << 20;

    private final Socket socket;
    private final DataInputStream in;

    FuzzSocket(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 512));
    }

    /** Opens a session of a protocol, and leaves its greeting to be read. */
    public static FuzzSocket openWebSocket(int port, int version) throws IOException {
        FuzzSocket socket = new FuzzSocket(port);
        socket.send(FuzzRequests.webSocket("/socket.io/?transport=websocket&EIO=" + version));
        socket.readHead(PATIENT_MILLIS);
        return socket;
    }

    public void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** All that comes until the server ends the connection or is silent for so long. */
    String read(int millis) throws IOException {
        socket.setSoTimeout(millis);
        ByteArrayOutputStream response = new ByteArrayOutputStream();
        byte[] part = new byte[1024];
        try {
            int length = in.read(part);
            while (length >= 0 && response.size() < MAX_RESPONSE) {
                response.write(part, 0, length);
                length = in.read(part);
            }
        } catch (SocketTimeoutException silent) {
            // What has come is all that is asked for.
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

    /** The next text frame; {@code null} when none comes in that time. The server's close frame is the end. */
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

    /** Whether the server ends the connection by itself. */
    public boolean ends() {
        try {
            socket.setSoTimeout(PATIENT_MILLIS);
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

    /** Closes so that the server sees a reset instead of an end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
