package load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Selector;

/** One more connection of a guest, who joins the chat and then says nothing. */
final class Visitor implements Connection.Listener {

    private static final byte[] JOINED = "30[{\"statusCode\":200".getBytes(US_ASCII);
    private static final byte[] REPLY = "3".getBytes(US_ASCII);

    private final Guest guest;
    private final Runnable joined;
    private Connection connection;

    Visitor(Guest guest, Runnable joined) {
        this.guest = guest;
        this.joined = joined;
    }

    void open(Selector selector, int port) throws IOException {
        connection = Connection.open(selector, port, this);
    }

    @Override
    public void connected(Connection connection) {
        try {
            connection.send(Connection.frame("420[\"getChatMessages\",{\"chatId\":\"" + guest.chatId()
                    + "\",\"token\":\"" + guest.token() + "\",\"limit\":1}]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void packet(Connection connection, Packet packet) {
        if (packet.startsWith(JOINED)) {
            joined.run();
        } else if (packet.startsWith(REPLY)) {
            throw new IllegalStateException("A connection was refused its chat: " + packet);
        }
    }

    void close() throws IOException {
        connection.close();
    }
}
