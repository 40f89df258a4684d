package dev.porchlight.socket;

import com.corundumstudio.socketio.SocketIOClient;
import dev.porchlight.limit.TokenBucket;
import dev.porchlight.network.RequestSource;
import dev.porchlight.socket.engine.Broadcast;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import lombok.Getter;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** One connected client: the people it has proved to speak for, and its requests in order. */
@RequiredArgsConstructor
final class Connection {

    private static final int MAX_PRINCIPALS = 8;
    private static final Duration SIGNAL_PAUSE = Duration.ofMillis(500);

    @Getter
    private final SocketIOClient client;

    @Getter
    private final SerialQueue requests;

    @Getter
    private final RequestSource source;

    /** How many requests of any kind may still come. */
    @Getter
    private final TokenBucket allowance = new TokenBucket();

    /** By token, the last used at the end. */
    private final Map<String, Seat> seats = new LinkedHashMap<>();

    @Getter
    private boolean closed;

    private @Nullable Instant signalledAt;
    private @Nullable Instant strangerSince;

    /**
     * Somebody this connection speaks for.
     *
     * @param room where pushes for this person come from; {@code null} as long as no chat lets a guest in
     */
    private record Seat(Principal principal, @Nullable Room room) {}

    String id() {
        return client.getSessionId().toString();
    }

    void tell(Broadcast broadcast) {
        broadcast.sendTo(client);
    }

    /** The principal of a token used before, which becomes the last used. */
    synchronized @Nullable Principal recall(String token) {
        Seat seat = seats.remove(token);
        if (seat == null) {
            return null;
        }
        seats.put(token, seat);
        return seat.principal();
    }

    /** The token last used. */
    synchronized @Nullable String lastToken() {
        String last = null;
        for (String token : seats.keySet()) {
            last = token;
        }
        return last;
    }

    /** @return the rooms to leave, since nobody here sits in them any more */
    synchronized List<Room> seat(String token, Principal principal, @Nullable Room room) {
        List<Room> before = rooms();
        if (!closed) {
            seats.remove(token);
            seats.put(token, new Seat(principal, room));
            if (seats.size() > MAX_PRINCIPALS) {
                seats.remove(seats.keySet().iterator().next());
            }
        }
        return left(before);
    }

    /** @return the rooms to leave */
    synchronized List<Room> forget(String token) {
        List<Room> before = rooms();
        seats.remove(token);
        return left(before);
    }

    /** @return the rooms to leave */
    synchronized List<Room> close() {
        closed = true;
        List<Room> before = rooms();
        seats.clear();
        return before;
    }

    /** A chat's guests who sit here are still known, but hear no more of it. @return the rooms to leave */
    synchronized List<Room> unseat(ObjectId chatId) {
        List<Room> before = rooms();
        seats.replaceAll((token, seat) ->
                seat.room() != null && chatId.equals(seat.room().chatId()) ? new Seat(seat.principal(), null) : seat);
        return left(before);
    }

    synchronized boolean sits(String token, Room room) {
        Seat seat = seats.get(token);
        return seat != null && room.equals(seat.room());
    }

    /** Whether a sign of typing may go out now: two a second do, however many come in. */
    synchronized boolean maySignal(Instant now) {
        if (signalledAt != null && now.isBefore(signalledAt.plus(SIGNAL_PAUSE))) {
            return false;
        }
        signalledAt = now;
        return true;
    }

    /** Whether somebody here still may hear what is said in a room. */
    synchronized boolean hears(Room room, Instant now) {
        return seats.values().stream()
                .anyMatch(seat ->
                        room.equals(seat.room()) && seat.principal().expiresAt().isAfter(now));
    }

    /** Whether nobody has been known here for so long, as far as those who ask now and then can tell. */
    synchronized boolean isStranger(Duration patience, Instant now) {
        if (!seats.isEmpty()) {
            strangerSince = null;
            return false;
        }
        strangerSince = strangerSince == null ? now : strangerSince;
        return !now.isBefore(strangerSince.plus(patience));
    }

    /** By a loop that leaves no garbage, since every connection is asked every few seconds. */
    synchronized void addOwnerSessionsTo(Set<String> sessionIds) {
        for (Seat seat : seats.values()) {
            if (seat.principal() instanceof OwnerPrincipal owner) {
                sessionIds.add(owner.ownerSessionId());
            }
        }
    }

    boolean usesAny(Set<String> sessionIds) {
        Set<String> own = new HashSet<>();
        addOwnerSessionsTo(own);
        return own.stream().anyMatch(sessionIds::contains);
    }

    synchronized boolean speaksFor(Predicate<Principal> whom) {
        return seats.values().stream().map(Seat::principal).anyMatch(whom);
    }

    private List<Room> rooms() {
        return seats.values().stream().map(Seat::room).filter(Objects::nonNull).toList();
    }

    private List<Room> left(Collection<Room> before) {
        List<Room> left = new ArrayList<>(before);
        left.removeAll(rooms());
        return left;
    }
}
