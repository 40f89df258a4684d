package dev.porchlight.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.porchlight.chat.ChatMember;
import dev.porchlight.chat.ChatService;
import dev.porchlight.error.RequestException;
import dev.porchlight.limit.RequestLimits;
import dev.porchlight.site.OriginLock;
import dev.porchlight.socket.broker.Subscriptions;
import dev.porchlight.socket.broker.TestConnections;
import dev.porchlight.socket.connection.Connection;
import dev.porchlight.socket.connection.Room;
import dev.porchlight.token.Authenticator;
import dev.porchlight.token.GuestPrincipal;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Duration;
import java.time.Instant;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;

/** The steps of authorization, their order, and what happens when somebody is banned or logged out between two of them. */
class SocketAuthorizerTest {

    private static final String GUEST_TOKEN = "guest's";
    private static final String OWNER_TOKEN = "owner's";

    private final Authenticator authenticator = mock(Authenticator.class);
    private final RequestLimits limits = mock(RequestLimits.class);
    private final ChatService chats = mock(ChatService.class);
    private final OriginLock originLock = mock(OriginLock.class);
    private final Subscriptions subscriptions = spy(TestConnections.newSubscriptions());
    private final SocketAuthorizer authorizer =
            new SocketAuthorizer(authenticator, limits, chats, originLock, subscriptions);

    private final ObjectId ownerId = new ObjectId();
    private final ObjectId chatId = new ObjectId();
    private final Room ownerRoom = Room.ofOwner(ownerId);
    private final Room guestRoom = Room.ofGuest(ownerId, chatId);
    private final Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    private final Principal owner = new OwnerPrincipal(ownerId, "shop.example", "session", tomorrow);
    private final Principal guest = new GuestPrincipal(new ObjectId(), "shop.example", Instant.now(), tomorrow);
    private final ChatMember member = mock(ChatMember.class);
    private final Connection connection = TestConnections.withoutClient();

    @BeforeEach
    void stub() {
        when(member.getOwnerId()).thenReturn(ownerId);
        when(member.getChatId()).thenReturn(chatId);
        when(authenticator.authenticate(GUEST_TOKEN)).thenReturn(guest);
        when(authenticator.authenticate(OWNER_TOKEN)).thenReturn(owner);
        when(chats.authorize(any(), any())).thenReturn(member);
    }

    @Test
    void the_steps_of_a_sender_come_in_order() {
        assertThat(authorizer.authorizeSender(caller(GUEST_TOKEN), chatId)).isSameAs(member);

        InOrder steps = inOrder(authenticator, limits, chats, originLock, subscriptions);
        steps.verify(authenticator).authenticate(GUEST_TOKEN);
        steps.verify(subscriptions).add(connection, GUEST_TOKEN, guest);
        steps.verify(authenticator).requireActive(guest);
        steps.verify(limits).checkRequest(connection.getSource(), guest);
        steps.verify(chats).authorize(guest, chatId);
        steps.verify(originLock).requireAllowed(ownerId, "shop.example", connection.getSource());
        steps.verify(subscriptions).subscribe(connection, GUEST_TOKEN, guest, member);
        steps.verify(chats).authorize(guest, chatId);
        steps.verify(limits).checkMessage(connection.getSource(), guest);
        assertThat(connection.isSubscribed(guestRoom)).isTrue();
    }

    @Test
    void a_token_used_before_is_not_verified_again_but_must_still_be_valid() {
        authorizer.authorizeOwner(caller(OWNER_TOKEN));
        authorizer.authorizeOwner(caller(null));
        verify(authenticator).authenticate(OWNER_TOKEN);

        doThrow(RequestException.unauthorized("Ended.")).when(authenticator).requireActive(owner);

        assertThatThrownBy(() -> authorizer.authorizeOwner(caller(null))).hasMessage("Ended.");
        assertThat(connection.isSubscribed(ownerRoom)).isFalse();
        assertThatThrownBy(() -> authorizer.authorizeOwner(caller(null))).hasMessage("Please send your token.");
    }

    @Test
    void an_owner_who_logs_out_while_they_are_subscribed_does_not_stay() {
        doAnswer(loggedOutMeanwhile -> {
                    assertThat(connection.isSubscribed(ownerRoom)).isTrue();
                    throw RequestException.unauthorized("Ended.");
                })
                .when(authenticator)
                .requireActive(owner);

        assertThatThrownBy(() -> authorizer.authorizeOwner(caller(OWNER_TOKEN))).hasMessage("Ended.");

        assertThat(connection.isSubscribed(ownerRoom)).isFalse();
        assertThat(connection.mostRecentToken()).isNull();
    }

    @Test
    void a_guest_who_is_banned_while_they_are_subscribed_does_not_stay() {
        when(chats.authorize(any(), any())).thenReturn(member).thenAnswer(bannedMeanwhile -> {
            assertThat(connection.isSubscribed(guestRoom)).isTrue();
            throw RequestException.forbidden("Banned.");
        });

        assertThatThrownBy(() -> authorizer.authorizeMember(caller(GUEST_TOKEN), chatId))
                .hasMessage("Banned.");

        assertThat(connection.isSubscribed(guestRoom)).isFalse();
        assertThat(connection.mostRecentToken()).as("still authenticated").isEqualTo(GUEST_TOKEN);
    }

    @Test
    void a_guest_on_a_page_that_the_site_was_locked_against_is_unsubscribed() {
        authorizer.authorizeMember(caller(GUEST_TOKEN), chatId);
        doThrow(RequestException.forbidden("Locked.")).when(originLock).requireAllowed(any(), any(), any());

        assertThatThrownBy(() -> authorizer.authorizeMember(caller(GUEST_TOKEN), chatId))
                .hasMessage("Locked.");

        assertThat(connection.isSubscribed(guestRoom)).isFalse();
    }

    @Test
    void an_owner_is_subscribed_to_their_own_room_only_and_from_any_page() {
        authorizer.authorizeOwner(caller(OWNER_TOKEN), chatId);

        assertThat(connection.isSubscribed(ownerRoom)).isTrue();
        assertThat(connection.isSubscribed(guestRoom)).isFalse();
        verify(originLock, never()).requireAllowed(any(), any(), any());
    }

    @Test
    void the_rate_limit_comes_before_the_role_and_the_role_before_the_chat() {
        assertThatThrownBy(() -> authorizer.authorizeOwner(caller(GUEST_TOKEN), chatId))
                .hasMessage("Only owners may ask this.");
        assertThatThrownBy(() -> authorizer.authorizeGuest(caller(OWNER_TOKEN), chatId))
                .hasMessage("Only guests may ask this.");
        verify(chats, never()).authorize(any(), any());

        doThrow(RequestException.rateLimited("Too much.", 1)).when(limits).checkRequest(connection.getSource(), guest);
        assertThatThrownBy(() -> authorizer.authorizeOwner(caller(GUEST_TOKEN), chatId))
                .hasMessage("Too much.");
    }

    @Test
    void a_token_just_issued_subscribes_its_guest_without_a_rate_limit() {
        authorizer.admit(connection, GUEST_TOKEN, chatId);

        assertThat(connection.isSubscribed(guestRoom)).isTrue();
        assertThat(connection.mostRecentToken()).isEqualTo(GUEST_TOKEN);
        verify(limits, never()).checkRequest(connection.getSource(), guest);
    }

    private Caller caller(String token) {
        return new Caller(connection, token);
    }
}
