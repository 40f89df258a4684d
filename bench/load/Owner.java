package load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.LongConsumer;

/** An owner, to whom the messages of the guests are pushed. */
final class Owner implements Connection.Listener {

    private static final byte[] SUBSCRIBED = "30[{\"statusCode\":200".getBytes(US_ASCII);
    private static final byte[] REPLY = "3".getBytes(US_ASCII);
    private static final byte[] MESSAGE_ADDED = "2[\"messageAdded\",".getBytes(US_ASCII);
    private static final byte[] MARK = Guest.MARK.getBytes(US_ASCII);

    private final String domain;
    private final String token;
    private final LongConsumer pushed;
    private boolean open;

    /** @param pushed gets the microsecond at which a message was due */
    Owner(String domain, String token, LongConsumer pushed) {
        this.domain = domain;
        this.token = token;
        this.pushed = pushed;
    }

    String domain() {
        return domain;
    }

    boolean isOpen() {
        return open;
    }

    @Override
    public void connected(Connection connection) {
        try {
            connection.send(Connection.frame("420[\"getWaitingChats\",{\"token\":\"" + token + "\",\"limit\":1}]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void packet(Connection connection, Packet packet) {
        if (packet.startsWith(MESSAGE_ADDED)) {
            pushed.accept(packet.number(packet.endOf(MARK), Guest.DIGITS));
        } else if (packet.startsWith(SUBSCRIBED)) {
            open = true;
        } else if (packet.startsWith(REPLY)) {
            throw new IllegalStateException("An owner was refused: " + packet);
        }
    }
}
