package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Who hears what, and when it ends. */
class PushesTest extends DeskTest {

    @Autowired
    private Authenticator authenticator;

    @Autowired
    private ApplicationEventPublisher events;

    @Test
    void an_owner_hears_of_a_new_chat_and_of_what_becomes_of_it() {
        GuestChat chat = newChat(owner);
        JsonNode opened = desk.next("chatOpened").get("chat");
        assertThat(opened.get("_id").asString()).isEqualTo(chat.id());
        assertThat(opened.get("status").asString()).isEqualTo("waiting");
        assertThat(opened.get("unread").asInt()).isZero();

        chat.say("hello");
        assertThat(desk.next("messageAdded").get("message").get("message").asString())
                .isEqualTo("hello");
        JsonNode updated = desk.next("chatUpdated").get("chat");
        assertThat(updated.get("unread").asInt()).isEqualTo(1);
        assertThat(updated.get("lastMessage").get("message").asString()).isEqualTo("hello");

        desk.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(desk.next("chatUpdated").get("chat").get("status").asString())
                .isEqualTo("active");
        chat.client().ask("closeChat", "chatId", chat.id(), "token", chat.token());
        assertThat(desk.next("chatUpdated").get("chat").get("status").asString())
                .isEqualTo("closed");
    }

    @Test
    void both_sides_hear_of_each_change_of_status_and_of_no_other() {
        GuestChat chat = newChat(owner);
        ChatClient guest = chat.client();

        chat.say("hello");
        desk.ask("newMessage", "chatId", chat.id(), "message", "hi");
        assertStatusChanged(chat, "active");
        chat.say("thanks");
        desk.ask("newMessage", "chatId", chat.id(), "message", "welcome");
        guest.ask("closeChat", "chatId", chat.id());
        assertStatusChanged(chat, "closed");
        guest.ask("closeChat", "chatId", chat.id());
        chat.say("one more");
        assertStatusChanged(chat, "waiting");
        desk.ask("closeChat", "chatId", chat.id());
        assertStatusChanged(chat, "closed");
        desk.ask("newMessage", "chatId", chat.id(), "message", "still there?");
        assertStatusChanged(chat, "active");

        assertThat(guest.ask("getChatMessages", "chatId", chat.id())
                        .get("chatStatus")
                        .asString())
                .isEqualTo("active");
        for (ChatClient client : List.of(desk, guest)) {
            assertThat(client.drain()).noneMatch(event -> event.name().equals("statusChanged"));
        }
    }

    private void assertStatusChanged(GuestChat chat, String status) {
        String push = "{\"chatId\":\"" + chat.id() + "\",\"status\":\"" + status + "\"}";
        assertThat(desk.next("statusChanged").toString()).isEqualTo(push);
        assertThat(chat.client().next("statusChanged").toString()).isEqualTo(push);
    }

    @Test
    void everyone_in_a_chat_hears_a_message_once_but_for_the_connection_that_sent_it() {
        GuestChat chat = newChat(owner);
        ChatClient secondDesk = connect();
        secondDesk.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
        ChatClient secondTab = connect();
        secondTab.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        ChatClient both = connect();
        both.ask("getChatMessages", "chatId", chat.id(), "token", owner.token());
        both.ask("getChatMessages", "chatId", chat.id(), "token", chat.token());
        List<ChatClient> all = List.of(desk, secondDesk, chat.client(), secondTab, both);
        all.forEach(ChatClient::drain);

        chat.say("hello");

        assertThat(messages(chat.client())).isEmpty();
        for (ChatClient other : List.of(desk, secondDesk, secondTab, both)) {
            assertThat(messages(other)).containsExactly("hello");
        }
        desk.ask("newMessage", "chatId", chat.id(), "token", owner.token(), "message", "hi");
        assertThat(messages(desk)).isEmpty();
        for (ChatClient other : List.of(secondDesk, chat.client(), secondTab, both)) {
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
        ChatClient nobody = connect();
        nobody.ask("getChatMessages", "chatId", chat.id(), "token", "nonsense");
        nobody.ask("getChatMessages", "chatId", chat.id());
        GuestChat neighbour = newChat(owner);
        neighbour.client().ask("getChatMessages", "chatId", chat.id(), "token", neighbour.token());
        Account other = newOwner();
        ChatClient otherDesk = connect();
        otherDesk.ask("getWaitingChats", "token", other.token());
        otherDesk.ask("getChatMessages", "chatId", chat.id(), "token", other.token());

        chat.say("a secret");

        for (ChatClient stranger : List.of(nobody, neighbour.client(), otherDesk)) {
            assertThat(stranger.drain()).isEmpty();
        }
    }

    @Test
    void a_log_out_ends_every_connection_that_uses_the_session_at_once() {
        ChatClient secondDesk = connect();
        secondDesk.ask("getActiveChats", "token", owner.token());
        Account elsewhere = logIn(owner);
        ChatClient otherSession = connect();
        otherSession.ask("getActiveChats", "token", elsewhere.token());
        GuestChat chat = newChat(owner);
        otherSession.drain();

        rest().post("/owner/logout", rest().json("token", owner.token()));

        for (ChatClient ended : List.of(desk, secondDesk)) {
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
    void two_who_find_a_session_ended_at_once_tell_so_once() throws Exception {
        OwnerPrincipal known = (OwnerPrincipal) authenticator.authenticate(owner.token());
        CyclicBarrier both = new CyclicBarrier(2);
        // Each looks, finds the connection, and goes on only when the other has found it too.
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
        desk.drain();

        CompletableFuture<?>[] ends = Stream.of("loggedOut", "ended")
                .map(reason -> CompletableFuture.runAsync(
                        () -> events.publishEvent(new OwnerSessionsEnded(sessionIds, reason)), new ThreadPerTask()))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(ends).get();

        assertThat(desk.next("sessionEnded").get("reason").asString()).isIn("loggedOut", "ended");
        assertThat(desk.drain()).extracting(ChatClient.Event::name).doesNotContain("sessionEnded");
        assertThat(desk.engine().endsWithin(Duration.ofSeconds(5))).isTrue();
    }

    @Test
    void a_connection_speaks_for_eight_at_most_and_stops_hearing_for_the_ninth_oldest() {
        ChatClient busy = connect();
        GuestChat first = newChat(owner);
        busy.ask("getChatMessages", "chatId", first.id(), "token", first.token());
        GuestChat last = first;
        for (int i = 0; i < 8; i++) {
            last = newChat(owner);
            busy.ask("getChatMessages", "chatId", last.id(), "token", last.token());
        }
        busy.drain();

        first.say("not heard");
        last.say("heard");

        assertThat(messages(busy)).containsExactly("heard");
    }

    private static List<String> messages(ChatClient client) {
        return client.drain().stream()
                .filter(event -> event.name().equals("messageAdded"))
                .map(event -> event.data().get("message").get("message").asString())
                .toList();
    }
}
