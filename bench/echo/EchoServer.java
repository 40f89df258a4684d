package echo;

import com.corundumstudio.socketio.Configuration;
import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.SocketIOServer;
import com.corundumstudio.socketio.Transport;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The floor: netty-socketio alone takes a message, pushes it to the owner and replies. It verifies and stores nothing. */
final class EchoServer {

    private final SocketIOServer server;
    private final AtomicLong chats = new AtomicLong();
    private final AtomicLong messages = new AtomicLong();

    private EchoServer(int port) {
        Configuration configuration = new Configuration();
        configuration.setHostname("127.0.0.1");
        configuration.setPort(port);
        configuration.setTransports(Transport.WEBSOCKET);
        server = new SocketIOServer(configuration);
        // The token of an owner is the name of their room, and a chat's id begins with it.
        on("getWaitingChats", (client, request) -> {
            client.joinRoom(request.get("token"));
            return new Reply(200, null);
        });
        on("getNewChat", (client, request) -> {
            String chatId = request.get("domain") + "/" + chats.incrementAndGet();
            return new NewChat("guest of " + chatId, chatId);
        });
        on("getChatMessages", (client, request) -> {
            client.joinRoom(request.get("chatId"));
            return new Reply(200, null);
        });
        on("newMessage", (client, request) -> {
            String chatId = request.get("chatId");
            Message message = new Message(messages.incrementAndGet(), chatId, request.get("message"));
            server.getRoomOperations(chatId.substring(0, chatId.indexOf('/')))
                    .sendEvent("messageAdded", new MessageAdded(chatId, message));
            return new Reply(200, message);
        });
    }

    private record NewChat(String guestToken, String chatId) {}

    private record Message(long _id, String chatId, String message) {}

    private record MessageAdded(String chatId, Message message) {}

    private record Reply(int statusCode, Message message) {}

    private interface Handler {
        Object handle(SocketIOClient client, Map<String, String> request);
    }

    @SuppressWarnings("unchecked")
    private void on(String event, Handler handler) {
        server.addEventListener(
                event, Map.class, (client, request, ack) -> ack.sendAckData(handler.handle(client, request)));
    }

    /** @param args the port */
    public static void main(String[] args) {
        new EchoServer(Integer.parseInt(args[0])).server.start();
    }
}
