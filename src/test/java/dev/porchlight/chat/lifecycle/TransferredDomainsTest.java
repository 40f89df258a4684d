package dev.porchlight.chat.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doCallRealMethod;
import static org.mockito.Mockito.reset;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import dev.porchlight.ApplicationTest;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.LostDomain;
import dev.porchlight.site.domain.DomainTransferred;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Criteria;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import tools.jackson.databind.JsonNode;

/** The earlier owner's chats of a domain that was transferred are all closed in the end. */
class TransferredDomainsTest extends ApplicationTest {

    private static final Duration LONG_AGO = Duration.ofMinutes(2);

    @MockitoSpyBean
    private ChatCloser closer;

    @Autowired
    private TransferredDomains transferredDomains;

    @Autowired
    private Retention retention;

    @Autowired
    private MongoOperations mongo;

    private final List<GuestChat> chats = new ArrayList<>();
    private Account earlier;

    @BeforeEach
    void openChats() {
        reset(closer);
        earlier = newOwner();
        for (int i = 0; i < 3; i++) {
            chats.add(newChat(earlier));
        }
    }

    @Test
    void chats_that_a_crash_leaves_open_are_closed_by_retention() {
        lose(LONG_AGO);
        doCallRealMethod()
                .doThrow(new IllegalStateException("The process dies."))
                .when(closer)
                .close(any(), any());
        transferredDomains.on(new DomainTransferred(new ObjectId(earlier.id()), earlier.domain()));
        verify(closer, timeout(5_000).times(2)).close(any(), any());
        assertThat(listed("getWaitingChats")).isEqualTo(2);
        reset(closer);

        retention.applyToAllSites();

        assertThat(listed("getClosedChats")).isEqualTo(3);
        for (GuestChat chat : chats) {
            JsonNode reply =
                    connect().ask("newMessage", "chatId", chat.id(), "token", chat.token(), "message", "still there?");
            assertThat(reply.get("code").asString()).isEqualTo("UNAUTHORIZED");
        }
        assertThat(isMarked()).isFalse();
    }

    @Test
    void a_chat_that_cannot_be_closed_now_is_closed_by_the_next_run() {
        lose(LONG_AGO);
        doCallRealMethod()
                .doThrow(RequestException.unavailable(null))
                .doCallRealMethod()
                .when(closer)
                .close(any(), any());

        retention.applyToAllSites();

        assertThat(listed("getClosedChats")).isEqualTo(2);
        assertThat(isMarked()).isTrue();
        retention.applyToAllSites();
        assertThat(listed("getClosedChats")).isEqualTo(3);
        assertThat(isMarked()).isFalse();
    }

    @Test
    void the_mark_stays_while_a_request_in_flight_may_open_a_chat() {
        lose(Duration.ZERO);

        retention.applyToAllSites();

        assertThat(listed("getClosedChats")).isEqualTo(3);
        assertThat(isMarked()).isTrue();
    }

    @Test
    void a_deleted_chat_needs_no_closing() {
        connect()
                .ask(
                        "deleteChat",
                        "token",
                        earlier.token(),
                        "chatId",
                        chats.get(0).id());
        lose(LONG_AGO);

        retention.applyToAllSites();

        assertThat(listed("getClosedChats")).isEqualTo(2);
        assertThat(isMarked()).isFalse();
    }

    /** As it is stored when somebody else proves the domain. */
    private void lose(Duration ago) {
        LostDomain lost = new LostDomain(earlier.domain(), Instant.now().minus(ago));
        mongo.updateFirst(
                Query.query(Criteria.where("_id").is(new ObjectId(earlier.id()))),
                new Update().set("lostDomain", lost),
                "owners");
    }

    private boolean isMarked() {
        return mongo.getCollection("owners")
                .find(new Document("_id", new ObjectId(earlier.id())))
                .first()
                .containsKey("lostDomain");
    }

    private int listed(String event) {
        return connect().ask(event, "token", earlier.token()).get("data").size();
    }
}
