package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;

class ClientConversationTest extends ClientTest {

    @Autowired
    private MongoOperations mongo;

    @Test
    void guest_and_owner_converse() {
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
    void tabs_of_one_guest_agree() {
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
    void a_tab_sends_what_another_could_not() {
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
    void a_push_that_was_dropped_is_fetched_before_what_follows_is_shown() {
        Tab tab = guestTab().loaded();
        tab.run("window.tamper = packet => packet.includes('messageAdded') && packet.includes('lost') ? '' : packet");
        tab.run("window.orders = []; chat.on('change', () => orders.push(chat.messages.map(({ seq }) => seq).join()))");

        for (String text : List.of("first", "lost", "third")) {
            guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", text);
        }

        tab.awaitMessages("first", "lost", "third");
        assertThat(tab.get("news")).isEqualTo(List.of("first", "lost", "third"));
        assertThat(tab.get("orders.includes('1') && !orders.includes('1,3')")).isEqualTo(true);
    }

    @Test
    void what_is_wrong_fails_and_is_kept_until_it_is_discarded() {
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
    void an_outbox_is_bounded() {
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
    void a_rate_limit_is_honoured() {
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
    void what_is_asked_while_it_asks_does_not_shorten_the_pause_after_a_refusal() {
        Tab tab = guestTab().loaded();

        assertThat(tab.page.evaluate("""
                        async () => {
                          const refusal = { statusCode: 429, status: 'error', data: '', code: 'RATE_LIMITED', retryAfter: 900 };
                          sent.length = 0;
                          const refused = new Promise(done => {
                            window.tamper = packet => {
                              if (!packet.startsWith('43') || !packet.includes('lastSeq')) return packet;
                              setTimeout(done);
                              return packet.slice(0, packet.indexOf('[')) + JSON.stringify([refusal]);
                            };
                          });
                          for (let i = 0; i < 2; i++) dispatchEvent(new Event('online'));
                          await refused;
                          await new Promise(done => setTimeout(done));
                          return sent.filter(({ packet }) => packet.includes('getChatMessages')).length;
                        }
                        """)).isEqualTo(1);
    }

    @Test
    void a_chat_that_was_left_tells_nothing_more() {
        Tab tab = guestTab().loaded();
        tab.run("window.tamper = packet => packet.includes('messageAdded') ? '' : packet");
        guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", "too late");

        tab.page.evaluate("""
                async () => {
                  const heard = new Promise(done => {
                    window.tamper = packet => {
                      if (packet.includes('too late')) setTimeout(done);
                      return packet;
                    };
                  });
                  dispatchEvent(new Event('online'));
                  chat.stop();
                  await heard;
                }
                """);
        assertThat(tab.get("news")).isEqualTo(List.of());
        tab.run("chat.start()");
        tab.await("news[0] === 'too late'");
    }

    @Test
    void addresses_end_where_their_sentence_goes_on() {
        Tab tab = guestTab();

        assertThat(tab.get("""
                        import('/assets/000000000000/client/links.js').then(({ linked }) =>
                          linked('(see https://a.example/b.) https://a.example/c_(d). «www.e.example؟ www.f.example… (a@g.example)!')
                            .filter(({ href }) => href).map(({ href }) => href))
                        """))
                .isEqualTo(List.of(
                        "https://a.example/b",
                        "https://a.example/c_(d)",
                        "https://www.e.example",
                        "https://www.f.example",
                        "mailto:a@g.example"));
    }

    @Test
    void a_chat_that_is_deleted_ends_and_its_token_is_not_used_again() {
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
    void a_session_that_is_ended_ends_the_chat() {
        Tab desk = ownerTab().loaded();

        rest().post("/owner/logout", rest().json("token", owner.token()));

        desk.await("chat.ended?.code === 'UNAUTHORIZED' && chat.ended.statusCode === 401");
    }

    @Test
    void long_history_comes_page_by_page_and_a_long_sleep_leaves_no_hole() {
        history(1, 5_000);
        Tab tab = guestTab().loaded();
        assertThat(tab.get("chat.messages.length")).isEqualTo(200);
        assertThat(tab.get("chat.hasEarlier")).isEqualTo(true);

        tab.page.evaluate("async () => { while (await chat.loadEarlier()); }");
        assertThat(tab.get("chat.messages.every(({ seq }, i) => seq === i + 1) && chat.messages.length"))
                .isEqualTo(5_000);
        assertThat(tab.get("chat.hasEarlier || news.length")).isEqualTo(0);

        tab.run("socket.close()");
        history(5_001, 5_500);
        tab.run("socket.connect()");
        tab.await("chat.lastSeq === 5500");
        assertThat(tab.get("chat.messages.length")).isEqualTo(5_500);

        tab.run("socket.close()");
        history(5_501, 8_000);
        tab.run("socket.connect()");
        tab.await("chat.lastSeq === 8000");
        assertThat(tab.get("chat.messages[0].seq")).isEqualTo(7_801);
        assertThat(tab.get("chat.messages.length")).isEqualTo(200);
    }

    @Test
    void what_a_restored_backup_does_not_have_is_not_shown_any_more() {
        history(1, 50);
        Tab tab = guestTab().loaded().await("chat.lastSeq === 50");

        mongo.getCollection("messages")
                .deleteMany(new Document("chatId", new ObjectId(guest.id())).append("seq", new Document("$gt", 30)));
        tab.run("dispatchEvent(new Event('online'))");

        tab.await("chat.lastSeq === 30");
        guest.client().ask("newMessage", "chatId", guest.id(), "token", owner.token(), "message", "goes on");
        tab.await("news[0] === 'goes on'");
    }

    private void history(int first, int last) {
        List<Document> messages = new ArrayList<>();
        for (int seq = first; seq <= last; seq++) {
            messages.add(new Document("chatId", new ObjectId(guest.id()))
                    .append("seq", (long) seq)
                    .append("from", new ObjectId(guest.guestId()))
                    .append("role", "GUEST")
                    .append("message", "message " + seq)
                    .append("sentAt", Instant.now()));
        }
        for (int from = 0; from < messages.size(); from += 500) {
            mongo.getCollection("messages").insertMany(messages.subList(from, Math.min(from + 500, messages.size())));
        }
    }
}
