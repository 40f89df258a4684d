package load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Selector;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A guest with a chat, who has at most one message in flight. */
final class Guest implements Connection.Listener {

    /** A place in each message for the microsecond at which it was due, from which the time until its push is told. */
    static final String MARK = "~due=";

    static final int DIGITS = 16;

    private static final String TEXT =
            "Hello, I have a question about my last order: can you help me with it, please? ";
    private static final byte[] ACCEPTED = "31[{\"statusCode\":200".getBytes(US_ASCII);
    private static final Pattern CHAT_ID = Pattern.compile("\"chatId\":\"([^\"]+)\"");
    private static final Pattern TOKEN = Pattern.compile("\"guestToken\":\"([^\"]+)\"");

    private final String domain;
    private final Consumer<Guest> replied;
    private Connection connection;
    private ByteBuffer message;
    private int duePlace;
    private String chatId;
    private String token;
    private long dueMicros;
    private boolean waiting;

    Guest(String domain, Consumer<Guest> replied) {
        this.domain = domain;
        this.replied = replied;
    }

    void open(Selector selector, int port) throws IOException {
        connection = Connection.open(selector, port, this);
    }

    @Override
    public void connected(Connection connection) {
        send(Connection.frame("420[\"getNewChat\",{\"email\":\"guest@load.example\",\"name\":\"Guest\",\"domain\":\""
                + domain + "\"}]"));
    }

    @Override
    public void packet(Connection connection, Packet packet) {
        if (packet.startsWith(ACCEPTED)) {
            waiting = false;
            replied.accept(this);
        } else if (packet.buffer()[packet.start()] == '3') {
            if (isOpen()) {
                throw new IllegalStateException("A message was refused: " + packet);
            }
            begin(packet.toString());
        }
    }

    private void begin(String reply) {
        chatId = find(CHAT_ID, reply);
        token = find(TOKEN, reply);
        String packet = "421[\"newMessage\",{\"chatId\":\"" + chatId + "\",\"token\":\"" + token + "\",\"message\":\""
                + TEXT + MARK + "0".repeat(DIGITS) + "\"}]";
        message = Connection.frame(packet);
        duePlace = message.limit() - packet.length() + packet.indexOf(MARK) + MARK.length();
    }

    private static String find(Pattern pattern, String reply) {
        Matcher matcher = pattern.matcher(reply);
        if (!matcher.find()) {
            throw new IllegalStateException("No chat: " + reply);
        }
        return matcher.group(1);
    }

    boolean isOpen() {
        return message != null;
    }

    String chatId() {
        return chatId;
    }

    String token() {
        return token;
    }

    boolean isWaiting() {
        return waiting;
    }

    /** When its last message was due. */
    long dueMicros() {
        return dueMicros;
    }

    void send(long due) {
        dueMicros = due;
        waiting = true;
        long number = due;
        for (int i = duePlace + DIGITS - 1; i >= duePlace; i--) {
            message.put(i, (byte) ('0' + number % 10));
            number /= 10;
        }
        send(message);
    }

    private void send(ByteBuffer frame) {
        try {
            connection.send(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
