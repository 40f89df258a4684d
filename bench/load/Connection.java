package load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** One Socket.IO client over a WebSocket, framed by hand so that it costs little. All of them share one thread. */
final class Connection {

    /** What arrives, without the heartbeats, which are answered here. */
    interface Listener {
        void connected(Connection connection);

        /** @param packet the Socket.IO packet; valid only during the call */
        void packet(Connection connection, Packet packet);
    }

    private static final int MAX_FRAME = 1 << 18;
    private static final byte[] INCOMING = new byte[MAX_FRAME];
    private static final byte[] NOTHING = {};
    private static final ByteBuffer PONG = frame("3");
    private static final ByteBuffer CONNECT = frame("40");

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Listener listener;
    private final ByteBuffer upgrade;
    private byte[] rest = NOTHING;
    private boolean upgraded;

    private Connection(SocketChannel channel, Selector selector, int port, Listener listener) throws IOException {
        this.channel = channel;
        this.listener = listener;
        this.key = channel.register(selector, SelectionKey.OP_CONNECT, this);
        this.upgrade = ascii("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    static Connection open(Selector selector, int port, Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        // A reset at the end leaves no port behind in TIME_WAIT.
        channel.setOption(StandardSocketOptions.SO_LINGER, 0);
        Connection connection = new Connection(channel, selector, port, listener);
        channel.connect(new InetSocketAddress("127.0.0.1", port));
        return connection;
    }

    /** A frame as clients send it. Its mask is zero, which leaves the text as it is. */
    static ByteBuffer frame(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocateDirect(payload.length + 8);
        frame.put((byte) 0x81);
        if (payload.length < 126) {
            frame.put((byte) (0x80 | payload.length));
        } else {
            frame.put((byte) (0x80 | 126)).putShort((short) payload.length);
        }
        return frame.putInt(0).put(payload).flip();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** Sends all of it from its start; it can be sent again. */
    void send(ByteBuffer frame) throws IOException {
        frame.rewind();
        channel.write(frame);
        if (frame.hasRemaining()) {
            throw new IOException("The server does not read");
        }
    }

    void ready() throws IOException {
        if (key.isConnectable()) {
            channel.finishConnect();
            key.interestOps(SelectionKey.OP_READ);
            send(upgrade);
        } else {
            read();
        }
    }

    private void read() throws IOException {
        System.arraycopy(rest, 0, INCOMING, 0, rest.length);
        int read = channel.read(ByteBuffer.wrap(INCOMING, rest.length, MAX_FRAME - rest.length));
        if (read < 0) {
            throw new IOException("The server has closed a connection");
        }
        int end = rest.length + read;
        int start = upgraded ? 0 : response(end);
        while (upgraded) {
            int next = frame(start, end);
            if (next == start) {
                break;
            }
            start = next;
        }
        rest = start == end ? NOTHING : Arrays.copyOfRange(INCOMING, start, end);
        if (rest.length == MAX_FRAME) {
            throw new IOException("The server sends more than " + MAX_FRAME + " bytes in one frame");
        }
    }

    /** @return where frames begin, or 0 if the response is not there yet */
    private int response(int end) throws IOException {
        for (int i = 4; i <= end; i++) {
            if (INCOMING[i - 4] == '\r'
                    && INCOMING[i - 3] == '\n'
                    && INCOMING[i - 2] == '\r'
                    && INCOMING[i - 1] == '\n') {
                String status = new String(INCOMING, 0, 12, StandardCharsets.US_ASCII);
                if (!status.equals("HTTP/1.1 101")) {
                    throw new IOException("The server refuses a connection: " + status);
                }
                upgraded = true;
                return i;
            }
        }
        return 0;
    }

    /** @return where the next frame begins, or the same place if this one is not there yet */
    private int frame(int start, int end) throws IOException {
        int payload = start + 2;
        if (end < payload) {
            return start;
        }
        long length = INCOMING[start + 1] & 0x7f;
        if (length >= 126) {
            payload += length == 126 ? 2 : 8;
            if (end < payload) {
                return start;
            }
            length = 0;
            for (int i = start + 2; i < payload; i++) {
                length = length << 8 | INCOMING[i] & 0xff;
            }
        }
        if (end - payload < length) {
            return start;
        }
        if ((INCOMING[start] & 0xff) != 0x81) {
            throw new IOException("Not a text frame: " + Integer.toHexString(INCOMING[start] & 0xff));
        }
        engineIo(payload, payload + (int) length);
        return payload + (int) length;
    }

    private void engineIo(int start, int end) throws IOException {
        switch (INCOMING[start]) {
            case '0' -> send(CONNECT);
            case '2' -> send(PONG);
            case '4' -> {
                if (INCOMING[start + 1] == '0') {
                    listener.connected(this);
                } else {
                    listener.packet(this, new Packet(INCOMING, start + 1, end));
                }
            }
            default -> {
                // Nothing else asks for an answer.
            }
        }
    }

    void close() throws IOException {
        key.cancel();
        channel.close();
    }
}
