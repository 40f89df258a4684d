package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.SocketIoClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.json.JSONObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A whole conversation through official clients of both protocols, on each transport. */
class ConversationTest extends ApplicationTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "3, websocket, true", "3, polling, true", "3, , true",
        "4, websocket, true", "4, polling, true", "4, , true",
        "3, websocket, false", "3, polling, false", "3, , false",
        "4, websocket, false", "4, polling, false", "4, , false",
    })
    void guest_and_owner_converse(int protocol, String transport, boolean ack) throws Exception {
        Account owner = newOwner();
        try (SocketIoClient guest = open(protocol, transport);
                SocketIoClient ownerClient = open(protocol, transport)) {
            JSONObject chat = ask(
                    guest,
                    ack,
                    "getNewChat",
                    new JSONObject()
                            .put("email", "g@example.com")
                            .put("name", "Gu 👋 est")
                            .put("domain", owner.domain()));
            assertThat(chat.length()).isEqualTo(3);
            assertThat(chat.has("guestToken") && chat.has("guestId")).isTrue();
            String chatId = chat.getString("chatId");
            JSONObject asGuest = new JSONObject().put("chatId", chatId).put("token", chat.getString("guestToken"));
            JSONObject asOwner = new JSONObject().put("chatId", chatId).put("token", owner.token());

            JSONObject sent = ask(guest, ack, "newMessage", with(asGuest, "message", "hi, grüezi 你好"));
            assertThat(sent.getInt("statusCode")).isEqualTo(200);
            assertThat(sent.getString("data")).isEqualTo("Message added");
            JSONObject waiting = ask(ownerClient, ack, "getWaitingChats", asOwner)
                    .getJSONArray("data")
                    .getJSONObject(0);
            assertThat(waiting.getString("_id")).isEqualTo(chatId);
            assertThat(waiting.getInt("unread")).isEqualTo(1);
            assertThat(waiting.getJSONObject("guest").getString("name")).isEqualTo("Gu 👋 est");

            List<String> pushed = guest.on("messageAdded");
            ask(ownerClient, ack, "newMessage", with(asOwner, "message", "hello 👍🏽"));
            soon(() -> pushed.size() == 1);
            assertThat(new JSONObject(pushed.get(0)).getJSONObject("message").getString("message"))
                    .isEqualTo("hello 👍🏽");
            assertThat(ask(ownerClient, ack, "getActiveChats", asOwner)
                            .getJSONArray("data")
                            .length())
                    .isEqualTo(1);
            assertThat(ask(ownerClient, ack, "getWaitingChats", asOwner)
                            .getJSONArray("data")
                            .length())
                    .isZero();

            JSONObject page = ask(guest, ack, "getChatMessages", with(asGuest, "limit", 10, "skip", 0));
            assertThat(page.getInt("lastSeq")).isEqualTo(2);
            assertThat(page.getJSONArray("data").getJSONObject(0).getString("message"))
                    .isEqualTo("hi, grüezi 你好");
            assertThat(page.getJSONArray("data").getJSONObject(1).getString("role"))
                    .isEqualTo("owner");

            assertThat(ask(guest, ack, "newMessage", with(asGuest, "token", "x", "message", "y"))
                            .getInt("statusCode"))
                    .isEqualTo(401);
            ask(ownerClient, ack, "closeChat", asOwner);
            assertThat(ask(ownerClient, ack, "getClosedChats", asOwner)
                            .getJSONArray("data")
                            .length())
                    .isEqualTo(1);
            assertThat(guest.disconnects() + ownerClient.disconnects()).isZero();
        }
    }

    private SocketIoClient open(int protocol, String transport) {
        SocketIoClient client = transport == null
                ? SocketIoClient.connect(protocol, sockets.port())
                : SocketIoClient.connect(protocol, sockets.port(), transport);
        soon(client::isConnected);
        return client;
    }

    /** By an ack, or as the first clients do: by listening on the event's own name. */
    private static JSONObject ask(SocketIoClient client, boolean ack, String event, JSONObject payload)
            throws Exception {
        Supplier<String> reply;
        if (ack) {
            reply = client.emitWithAck(event, payload)::join;
        } else {
            List<String> replies = client.on(event);
            client.emit(event, payload);
            reply = () -> {
                soon(() -> !replies.isEmpty());
                return replies.get(0);
            };
        }
        return new JSONObject(reply.get());
    }

    private static void soon(Callable<Boolean> condition) {
        await().atMost(SOON).pollInterval(Duration.ofMillis(5)).until(condition);
    }

    private static JSONObject with(JSONObject base, Object... fields) throws Exception {
        JSONObject payload = new JSONObject(base.toString());
        for (int i = 0; i < fields.length; i += 2) {
            payload.put((String) fields[i], fields[i + 1]);
        }
        return payload;
    }
}
