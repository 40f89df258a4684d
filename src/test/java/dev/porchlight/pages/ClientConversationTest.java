package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ClientConversationTest extends ClientFixture {

    @Test
    void guest_and_owner_exchange_messages() {
        Tab there = guestTab().loaded();
        // On the same origin, such as the demo's: each side has an outbox of its own.
        Tab here = ownerTab().loaded();

        IntStream.range(0, 5).forEach(i -> there.say("question " + i));
        here.await("news.length === 5").run("chat.markRead()");
        there.await("chat.ownerReadSeq === 5").await("chat.online.owner");
        here.run("chat.typing(true)");
        there.await("chat.otherTyping");
        here.say("an answer");

        String[] all = {"question 0", "question 1", "question 2", "question 3", "question 4", "an answer"};
        there.awaitMessages(all).await("!chat.otherTyping").await("chat.lastSeq === 6");
        here.awaitMessages(all);
        assertThat(there.get("news")).isEqualTo(List.of("an answer"));
        assertThat(here.get("chat.guestReadSeq")).isEqualTo(5);
        assertThat(there.get("localStorage.length")).isEqualTo(0);
        assertThat(stored()).containsExactly(all);
    }

    @Test
    void tabs_of_one_guest_show_the_same() {
        Tab one = guestTab().loaded();
        Tab other = guestTab().loaded();

        one.say("from one tab");
        other.awaitMessages("from one tab");
        other.say("from the other");
        one.awaitMessages("from one tab", "from the other");
        guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", "hello, both");
        one.await("news.length === 1").run("chat.markRead()");
        other.await("chat.guestReadSeq === 3");
        assertThat(other.get("news")).isEqualTo(List.of("hello, both"));
        assertThat(one.get("news")).isEqualTo(List.of("hello, both"));
    }

    @Test
    void a_tab_sends_the_messages_of_a_closed_tab() {
        Tab one = guestTab().loaded();
        Tab other = guestTab().loaded();
        one.run("socket.close()");

        one.say("left behind");
        one.await("chat.pending[0].state === 'waiting'");
        other.awaitPending("left behind");
        one.page.close();

        other.awaitMessages("left behind");
        assertThat(stored()).containsExactly("left behind");
    }

    @Test
    void rejected_messages_are_kept_until_they_are_discarded() {
        Tab tab = guestTab().loaded();

        String blank = tab.say(" ");
        tab.say("x".repeat(9_000));
        tab.say("y".repeat(90_000));
        tab.say("in order");
        tab.await("chat.lastSeq === 1").await("chat.pending.every(({ state }) => state === 'failed')");
        assertThat(tab.get("chat.pending.map(({ error }) => error.code)"))
                .isEqualTo(List.of("INVALID", "TOO_LARGE", "TOO_LARGE"));

        tab.reload();
        tab.loaded();
        assertThat(tab.get("chat.pending.map(({ state, error }) => `${state} ${error.code} ${error.statusCode}`)"))
                .isEqualTo(List.of("failed INVALID 400", "failed TOO_LARGE 413", "failed TOO_LARGE 413"));
        tab.run("window.states = []; chat.on('change', () => states.push(chat.pending[0].state))");
        tab.page.evaluate("id => chat.retry(id)", blank);
        tab.await("states.includes('sending') && chat.pending[0].state === 'failed'");
        tab.run("for (const { clientMessageId } of chat.pending) chat.discard(clientMessageId)");
        tab.awaitMessages("in order");
        assertThat(tab.get("localStorage.length")).isEqualTo(0);
    }

    @Test
    void the_outbox_is_bounded() {
        Tab tab = guestTab().loaded();
        tab.run("socket.close()");

        assertThat(tab.get("""
                        (() => {
                          try {
                            for (let i = 0; ; i++) chat.send(`message ${i}`);
                          } catch ({ code }) {
                            return code + chat.pending.length;
                          }
                        })()
                        """)).isEqualTo("FULL200");
        tab.run("for (const { clientMessageId } of chat.pending.slice(9)) chat.discard(clientMessageId)");
        tab.run("socket.connect()");
        tab.await("chat.lastSeq === 9 && !chat.pending.length");
        assertThat(tab.get("chat.messages.every(({ message }, i) => message === `message ${i}`)"))
                .isEqualTo(true);
    }

    @Test
    void a_rate_limited_message_is_sent_again_after_retryAfter() {
        Tab tab = guestTab().loaded();
        tab.run("""
                window.tamper = packet => {
                  if (!packet.startsWith('43') || !packet.includes('Message added')) return packet;
                  window.tamper = packet => packet;
                  const refusal = { statusCode: 429, status: 'error', data: '', code: 'RATE_LIMITED', retryAfter: 1 };
                  return packet.slice(0, packet.indexOf('[')) + JSON.stringify([refusal]);
                };
                """);

        String id = tab.say("again, later");
        tab.awaitMessages("again, later");

        String attempts = "sent.filter(({ packet }) => packet.includes('newMessage') && packet.includes('" + id + "'))";
        assertThat(tab.get(attempts + ".length")).isEqualTo(2);
        assertThat(tab.get(attempts + ".map(({ at }) => at).reverse().reduce((a, b) => a - b) >= 1000"))
                .isEqualTo(true);
    }

    @Test
    void a_rejected_read_mark_is_sent_again_with_what_was_read_since() {
        Tab tab = guestTab().loaded();
        tab.run("""
                window.tamper = packet => {
                  if (!packet.startsWith('43') || !packet.includes('Marked as read')) return packet;
                  window.tamper = packet => packet;
                  // The retry comes when the test wants it, not while a busy machine still sends answers.
                  const set = setTimeout;
                  window.retries = [];
                  window.setTimeout = (action, pause) =>
                    pause >= 5_000 && pause <= 9_000 ? (retries.push(action), 0) : set(action, pause);
                  const refusal = { statusCode: 429, status: 'error', data: '', code: 'RATE_LIMITED', retryAfter: 5 };
                  return packet.slice(0, packet.indexOf('[')) + JSON.stringify([refusal]);
                };
                """);

        tab.run("chat.on('message', () => chat.markRead())");

        answer("first");
        tab.await("window.retries?.length === 1");
        for (int i = 2; i <= 10; i++) {
            answer("answer " + i);
        }

        String marks = "sent.filter(({ packet }) => packet.includes('markRead'))";
        tab.await("news.length === 10");
        assertThat(tab.get(marks + ".length")).isEqualTo(1);
        tab.run("retries[0]()");
        tab.await(marks + ".at(-1).packet.includes('\"seq\":10')");
        assertThat(tab.get(marks + ".length")).isEqualTo(2);
    }

    private void answer(String text) {
        guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", text);
    }

    @Test
    void a_deleted_chat_ends_and_its_token_is_not_used_again() {
        Tab tab = guestTab().loaded();
        tab.run("window.lost = 0; socket.on('disconnected', () => lost++)");

        connect().ask("deleteChat", "chatId", guest.id(), "token", owner.token());

        tab.await("chat.ended?.code === 'NOT_FOUND'").await("lost > 0");
        tab.run("sent.length = 0; chat.typing(true)");
        tab.say("to nobody");
        tab.await("socket.connected").await("chat.pending[0].state === 'failed'");
        assertThat(tab.get("sent.some(({ packet }) => packet.includes('token'))"))
                .isEqualTo(false);
    }

    @Test
    void a_revoked_owner_session_ends_the_conversation() {
        Tab tab = ownerTab().loaded();

        rest().post("/owner/logout", rest().json("token", owner.token()));

        tab.await("chat.ended?.code === 'UNAUTHORIZED' && chat.ended.statusCode === 401");
    }
}
