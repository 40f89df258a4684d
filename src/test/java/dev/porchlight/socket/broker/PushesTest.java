package dev.porchlight.socket.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.OwnerConnectionTest;
import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.EngineClient;
import dev.porchlight.testing.EngineClient.Transport;
import dev.porchlight.testing.ThreadPerTask;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.OwnerSessionsEnded;
import java.time.Duration;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationEventPublisher;
import tools.jackson.databind.JsonNode;

/** Which connections get which pushes, and when that ends. */
class PushesTest extends OwnerConnectionTest {

    @Autowired
    private Authenticator authenticator;

    @Autowired
    private ApplicationEventPublisher events;

    @Test
    void an_owner_gets_pushes_of_a_new_chat_and_its_updates() {
        GuestChat chat = newChat(owner);
        JsonNode opened = ownerClient.next("chatOpened").get("chat");
        assertThat(opened.get("_id").asString()).isEqualTo(chat.id());
        assertThat(opened.get("status").asString()).isEqualTo("waiting");
        assertThat(opened.get("unread").asInt()).isZero();

        chat.say("hello");
        assertThat(ownerClient
                        .next("messageAdded")
                        .get("message")
                        .get("message")
                        .asString())
                .isEqualTo("hello");
        JsonNode updated = ownerClient.next("chatUpdated").get("chat");
        assertThat(updated.get("unread").asInt()).isEqualTo(1);
        assertThat(updated.get("lastMessage").get("message").asString()).isEqualTo("hello");

        ownerClient.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(ownerClient.next("chatUpdated").get("chat").get("status").asString())
                .isEqualTo("active");
        chat.client().ask("closeChat", "chatId", chat.id(), "token", chat.token());
        assertThat(ownerClient.next("chatUpdated").get("chat").get("status").asString())
                .isEqualTo("closed");
    }

    @Test
    void both_sides_get_one_push_for_each_change_of_status() {
        GuestChat chat = newChat(owner);
        ChatClient guest = chat.client();

        chat.say("hello");
        ownerClient.ask("newMessage", "chatId", chat.id(), "message", "hi");
        assertStatusChanged(chat, "active");
        chat.say("thanks");
        ownerClient.ask("newMessage", "chatId", chat.id(), "message", "welcome");
        guest.ask("closeChat", "chatId", chat.id());
        assertStatusChanged(chat, "closed");
        guest.ask("closeChat", "chatId", chat.id());
        chat.say("one more");
        assertStatusChanged(chat, "waiting");
        ownerClient.ask("closeChat", "chatId", chat.id());
        assertStatusChanged(chat, "closed");
        ownerClient.ask("newMessage", "chatId", chat.id(), "message", "still there?");
        assertStatusChanged(chat, "active");

        assertThat(guest.ask("getChatMessages", "chatId", chat.id())
                        .get("chatStatus")
                        .asString())
                .isEqualTo("active");
        for (ChatClient client : List.of(ownerClient, guest)) {
            assertThat(client.drain()).noneMatch(event -> event.name().equals("statusChanged"));
        }
    }

    private void assertStatusChanged(GuestChat chat, String status) {
        String push = "{\"chatId\":\"" + chat.id() + "\",\"status\":\"" + status + "\"}";
        assertThat(ownerClient.next("statusChanged").toString()).isEqualTo(push);
        assertThat(chat.client().next("statusChanged").toString()).isEqualTo(push);
    }

    @Test
    void every_connection_of_a_chat_gets_a_message_once_except_its_sender() {
        GuestChat chat = newChat(owner);
        ChatClient secondOwnerClient = connect();
        secondOwnerClient.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
        ChatClient secondTab = connect();
        secondTab.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        ChatClient both = connect();
        both.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
        both.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        List<ChatClient> all = List.of(ownerClient, secondOwnerClient, chat.client(), secondTab, both);
        all.forEach(ChatClient::drain);

        chat.say("hello");

        assertThat(messages(chat.client())).isEmpty();
        for (ChatClient other : List.of(ownerClient, secondOwnerClient, secondTab, both)) {
            assertThat(messages(other)).containsExactly("hello");
        }
        ownerClient.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(messages(ownerClient)).isEmpty();
        for (ChatClient other : List.of(secondOwnerClient, chat.client(), secondTab, both)) {
            assertThat(messages(other)).containsExactly("hi");
        }
    }

    @Test
    void clients_of_both_protocols_and_transports_in_one_chat_hear_the_same() {
        GuestChat chat = newChat(owner);
        List<EngineClient> tabs = new ArrayList<>();
        for (Transport transport : Transport.values()) {
            for (int version : new int[] {3, 4, 3, 4}) {
                EngineClient tab = EngineClient.connect(sockets.port(), transport, version);
                tabs.add(tab);
                tab.send("421[\"getChatMessages\",{\"chatId\":\"" + chat.id() + "\",\"token\":\"" + chat.token()
                        + "\"}]");
                assertThat(tab.nextMessage()).startsWith("431[");
            }
        }

        chat.say("one");
        chat.say("two 👋");

        for (EngineClient tab : tabs) {
            assertThat(tab.nextMessage()).startsWith("42[\"messageAdded\",{").contains("\"one\"");
            assertThat(tab.nextMessage())
                    .startsWith("42[\"messageAdded\",{")
                    .containsAnyOf("\"two 👋\"", "\"two \\uD83D\\uDC4B\"");
            tab.close();
        }
    }

    @Test
    void strangers_hear_nothing() {
        GuestChat chat = newChat(owner);
        ChatClient anonymous = connect();
        anonymous.ask("getChatMessages", "chatId", chat.id(), "token", "nonsense");
        anonymous.ask("getChatMessages", "chatId", chat.id());
        GuestChat otherGuest = newChat(owner);
        otherGuest.client().ask("getChatMessages", "chatId", chat.id(), "token", otherGuest.token());
        Account other = newOwner();
        ChatClient otherOwnerClient = connect();
        otherOwnerClient.ask("getWaitingChats", "token", other.token());
        otherOwnerClient.ask("getChatMessages", "chatId", chat.id(), "token", other.token());

        chat.say("a secret");

        for (ChatClient outsider : List.of(anonymous, otherGuest.client(), otherOwnerClient)) {
            assertThat(outsider.drain()).isEmpty();
        }
    }

    @Test
    void a_log_out_closes_every_connection_of_the_owner_session_at_once() {
        ChatClient secondOwnerClient = connect();
        secondOwnerClient.ask("getActiveChats", "token", owner.token());
        Account elsewhere = logIn(owner);
        ChatClient otherSession = connect();
        otherSession.ask("getActiveChats", "token", elsewhere.token());
        GuestChat chat = newChat(owner);
        otherSession.drain();

        rest().post("/owner/logout", rest().json("token", owner.token()));

        for (ChatClient ended : List.of(ownerClient, secondOwnerClient)) {
            assertThat(ended.next("sessionEnded").get("reason").asString()).isEqualTo("loggedOut");
            assertThat(ended.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
        }
        assertThat(connect()
                        .ask("getActiveChats", "token", owner.token())
                        .get("code")
                        .asString())
                .isEqualTo("UNAUTHORIZED");
        chat.say("still there?");
        assertThat(messages(otherSession)).containsExactly("still there?");
        assertThat(chat.say("I am").get("statusCode").asInt()).isEqualTo(200);
    }

    @Test
    void two_threads_that_find_an_ended_session_send_one_event() throws Exception {
        OwnerPrincipal known = (OwnerPrincipal) authenticator.authenticate(owner.token());
        CyclicBarrier both = new CyclicBarrier(2);
        // Each thread goes on only when the other has found the connection too.
        Set<String> sessionIds = new AbstractSet<>() {
            @Override
            public boolean contains(Object id) {
                if (!known.ownerSessionId().equals(id)) {
                    return false;
                }
                try {
                    both.await(10, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
                return true;
            }

            @Override
            public Iterator<String> iterator() {
                return Set.of(known.ownerSessionId()).iterator();
            }

            @Override
            public int size() {
                return 1;
            }
        };
        ownerClient.drain();

        CompletableFuture<?>[] ends = Stream.of("loggedOut", "ended")
                .map(reason -> CompletableFuture.runAsync(
                        () -> events.publishEvent(new OwnerSessionsEnded(sessionIds, reason, false)),
                        new ThreadPerTask()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).get();

        assertThat(ownerClient.next("sessionEnded").get("reason").asString()).isIn("loggedOut", "ended");
        assertThat(ownerClient.drain()).extracting(ChatClient.Event::name).doesNotContain("sessionEnded");
        assertThat(ownerClient.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_connection_has_eight_principals_at_most_and_drops_the_least_recently_used() {
        ChatClient busy = connect();
        GuestChat first = newChat(owner);
        busy.ask("getChatMessages", "chatId", first.id(), "token", first.token());
        GuestChat last = first;
        for (int i = 0; i < 8; i++) {
            last = newChat(owner);
            busy.ask("getChatMessages", "chatId", last.id(), "token", last.token());
        }
        busy.drain();

        first.say("not received");
        last.say("received");

        assertThat(messages(busy)).containsExactly("received");
    }

    private static List<String> messages(ChatClient client) {
        return client.drain().stream()
                .filter(event -> event.name().equals("messageAdded"))
                .map(event -> event.data().get("message").get("message").asString())
                .toList();
    }
}
