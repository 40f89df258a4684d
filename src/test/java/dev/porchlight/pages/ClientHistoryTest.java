package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;

/** History: all messages of a chat, in order, whatever is lost or late. */
class ClientHistoryTest extends ClientFixture {

    @Autowired
    private MongoOperations mongo;

    @Test
    void a_lost_push_is_fetched_before_later_messages_are_shown() {
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
    void a_sync_requested_meanwhile_does_not_shorten_the_delay_after_an_error() {
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
    void a_stopped_conversation_emits_nothing() {
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
    void a_long_history_is_loaded_by_pages_without_gaps() {
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
    void messages_missing_from_a_restored_backup_are_removed() {
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
