package dev.porchlight.socket.connection;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.limit.TokenBucket;
import dev.porchlight.network.RequestSource;
import dev.porchlight.socket.engine.Broadcast;
import dev.porchlight.socket.engine.Connections;
import dev.porchlight.socket.engine.config.CloseReason;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * One client: the principals it has authenticated as, at most eight, each with the room it is subscribed to. Safe for use
 * by many threads. No method waits for I/O, and none calls out while it holds the lock.
 *
 * <p>The index from rooms to connections is {@code Subscriptions}; it follows what a connection says of itself.
 */
@RequiredArgsConstructor
public final class Connection {

    private static final int MAX_PRINCIPALS = 8;
    private static final Duration TYPING_INTERVAL = Duration.ofMillis(500);

    private final SocketIOClient client;

    @Getter
    private final SerialQueue requests;

    @Getter
    private final RequestSource source;

    /** Rate limit of this connection, over all its principals. */
    @Getter
    private final TokenBucket tokenBucket = new TokenBucket();

    /** By token, the most recently used last; most connections have one. */
    private final Map<String, Authentication> authentications = new LinkedHashMap<>(2);

    private boolean closed;
    private @Nullable Instant typingPublishedAt;
    private @Nullable Instant unauthenticatedSince;

    /** @param room {@code null} for a guest until a chat has admitted them */
    private record Authentication(
            Principal principal, @Nullable Room room) {}

    public String id() {
        return client.getSessionId().toString();
    }

    /** Queues an event for this client alone. */
    public void send(String event, Object data) {
        client.sendEvent(event, data);
    }

    /** Queues an event that other connections get too. */
    public void send(Broadcast broadcast) {
        broadcast.sendTo(client);
    }

    /** Ends the transport once what was sent before has left; the client reconnects by itself. */
    public void disconnect(CloseReason reason) {
        Connections.close(client, reason);
    }

    /**
     * Finds the principal of a token that was authenticated here before, and makes it the most recently used.
     *
     * @return {@code null} if the token is new on this connection
     */
    public synchronized @Nullable Principal reuse(String token) {
        Authentication authentication = authentications.remove(token);
        if (authentication == null) {
            return null;
        }
        authentications.put(token, authentication);
        return authentication.principal();
    }

    public synchronized @Nullable String mostRecentToken() {
        String last = null;
        for (String token : authentications.keySet()) {
            last = token;
        }
        return last;
    }

    /**
     * Adds a principal, or moves it to another room. Of more than eight the least recently used is dropped. Without effect
     * once the connection is closed.
     *
     * @return the rooms that this connection has joined or left
     */
    public synchronized Set<Room> subscribe(String token, Principal principal, @Nullable Room room) {
        if (closed) {
            return Set.of();
        }
        return changedBy(() -> {
            authentications.remove(token);
            authentications.put(token, new Authentication(principal, room));
            if (authentications.size() > MAX_PRINCIPALS) {
                authentications.remove(authentications.keySet().iterator().next());
            }
        });
    }

    /**
     * Unsubscribes a chat's guests, who stay authenticated.
     *
     * @return the rooms that this connection has left
     */
    public synchronized Set<Room> unsubscribeGuest(ObjectId chatId) {
        return changedBy(
                () -> authentications.replaceAll((token, authentication) -> isOfChat(authentication.room(), chatId)
                        ? new Authentication(authentication.principal(), null)
                        : authentication));
    }

    private static boolean isOfChat(@Nullable Room room, ObjectId chatId) {
        return room != null && chatId.equals(room.chatId());
    }

    /** @return the rooms that this connection has left */
    public synchronized Set<Room> forget(String token) {
        return changedBy(() -> authentications.remove(token));
    }

    /** @return the rooms that this connection has left */
    public synchronized Set<Room> forgetAll() {
        return changedBy(authentications::clear);
    }

    /**
     * Makes later subscriptions fail silently.
     *
     * @return whether it was open
     */
    public synchronized boolean markClosed() {
        boolean wasOpen = !closed;
        closed = true;
        return wasOpen;
    }

    public synchronized boolean isSubscribed(Room room) {
        return authentications.values().stream().anyMatch(authentication -> room.equals(authentication.room()));
    }

    public synchronized boolean isSubscribed(String token, Room room) {
        Authentication authentication = authentications.get(token);
        return authentication != null && room.equals(authentication.room());
    }

    /** Whether it is subscribed to the room by a token that has not expired. */
    public synchronized boolean mayReceive(Room room, Instant now) {
        return authentications.values().stream()
                .anyMatch(authentication -> room.equals(authentication.room())
                        && authentication.principal().expiresAt().isAfter(now));
    }

    /** Whether a typing push may be published now: at most two a second are. */
    public synchronized boolean acquireTypingPermit(Instant now) {
        if (typingPublishedAt != null && now.isBefore(typingPublishedAt.plus(TYPING_INTERVAL))) {
            return false;
        }
        typingPublishedAt = now;
        return true;
    }

    /** Whether it has been without a principal for so long, measured from the first call that found it so. */
    public synchronized boolean checkUnauthenticated(Duration timeout, Instant now) {
        if (!authentications.isEmpty()) {
            unauthenticatedSince = null;
            return false;
        }
        unauthenticatedSince = unauthenticatedSince == null ? now : unauthenticatedSince;
        return !now.isBefore(unauthenticatedSince.plus(timeout));
    }

    /** A loop without garbage, since it runs for every connection every few seconds. */
    public synchronized void addOwnerSessionsTo(Set<String> sessionIds) {
        for (Authentication authentication : authentications.values()) {
            if (authentication.principal() instanceof OwnerPrincipal owner) {
                sessionIds.add(owner.ownerSessionId());
            }
        }
    }

    /** Asks the given set outside the lock. */
    public boolean usesAny(Set<String> sessionIds) {
        Set<String> own = new HashSet<>();
        addOwnerSessionsTo(own);
        return own.stream().anyMatch(sessionIds::contains);
    }

    public synchronized boolean hasPrincipal(Predicate<Principal> which) {
        return authentications.values().stream().map(Authentication::principal).anyMatch(which);
    }

    private Set<Room> changedBy(Runnable change) {
        Set<Room> before = rooms();
        change.run();
        Set<Room> after = rooms();
        Set<Room> changed = new HashSet<>(before);
        changed.addAll(after);
        before.retainAll(after);
        changed.removeAll(before);
        return changed;
    }

    private Set<Room> rooms() {
        Set<Room> rooms = new HashSet<>();
        for (Authentication authentication : authentications.values()) {
            if (authentication.room() != null) {
                rooms.add(authentication.room());
            }
        }
        return rooms;
    }
}
