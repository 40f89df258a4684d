package dev.porchlight.cluster;

import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.cluster.ClusterMessage.Alive;
import dev.porchlight.cluster.ClusterMessage.Leaving;
import dev.porchlight.cluster.ClusterMessage.Online;
import dev.porchlight.cluster.ClusterMessage.OwnerSessionsRevoked;
import dev.porchlight.cluster.ClusterMessage.PresenceChanged;
import dev.porchlight.cluster.ClusterMessage.Pushed;
import dev.porchlight.cluster.ClusterMessage.PushesLost;
import dev.porchlight.cluster.ClusterMessage.WhoIsOnline;
import dev.porchlight.socket.broker.Broker;
import dev.porchlight.socket.broker.EncodedPush;
import dev.porchlight.socket.broker.EncodedPush.EncodedEvent;
import dev.porchlight.socket.broker.LocalPresenceChanged;
import dev.porchlight.socket.broker.PushForwarder;
import dev.porchlight.socket.broker.RemotePresence;
import dev.porchlight.socket.connection.Room;
import dev.porchlight.socket.engine.Broadcast;
import dev.porchlight.token.GuestTokensRevoked;
import dev.porchlight.token.OwnerSessionsEnded;
import dev.porchlight.token.TokenService;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import lombok.extern.slf4j.Slf4j;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import tools.jackson.databind.json.JsonMapper;

/**
 * Forwards what happens in this process and takes what happened in others, on one channel for each owner who has a
 * connection here and one for all. What is forwarded is a hint, as pushes are: whenever one may have been lost, clients are
 * told to catch up.
 */
@Slf4j
final class Cluster implements PushForwarder, RedisLink.Listener, SmartLifecycle {

    private static final int HEARTBEAT_MILLIS = 1_000;
    /** Without its own heartbeats a process is deaf, whatever its connections say. */
    private static final Duration DEAF_AFTER = Duration.ofSeconds(5);

    private static final Duration SPREAD = Duration.ofSeconds(2);
    private static final int MAX_ONLINE_LISTED = 10_000;

    private final JsonMapper json = new JsonMapper();
    private final String process = UUID.randomUUID().toString();
    private final byte[] ownPrefix = ("{\"process\":\"" + process + "\",").getBytes(StandardCharsets.UTF_8);
    private final byte[] heartbeat = encode(new Alive());

    private final Broker broker;
    private final RemotePresence presence;
    private final TokenService tokens;
    private final ChatRepository chats;
    private final ClusterMeters meters;
    private final Clock clock;
    private final String prefix;
    private final RedisLink link;
    private final Interest interest = new Interest();
    private final Processes processes;
    private final Inbox inbox = new Inbox(this::requestCatchUp);
    private final ScheduledExecutorService timer =
            Executors.newSingleThreadScheduledExecutor(task -> new Thread(task, "cluster-heartbeat"));
    private final AtomicBoolean publishesLost = new AtomicBoolean();

    private volatile boolean running;
    private volatile boolean connected;
    private volatile Instant heardOwn = Instant.MIN;
    private volatile Instant subscribedAt = Instant.MIN;
    private boolean outageLogged;

    /** What is sent: who says what. The first component must be the process. */
    private record Sent(String process, @Nullable ClusterMessage message) {}

    Cluster(
            ClusterSettings settings,
            Broker broker,
            RemotePresence presence,
            TokenService tokens,
            ChatRepository chats,
            ClusterMeters meters,
            Clock clock) {
        this.broker = broker;
        this.presence = presence;
        this.tokens = tokens;
        this.chats = chats;
        this.meters = meters;
        this.clock = clock;
        this.prefix = settings.redisPrefix();
        this.processes = new Processes(clock);
        this.link = new RedisLink(settings.redisUrl().strip(), this);
        meters.observe(this::isConnected, processes::count, link::pendingBytes);
    }

    /** Whether this process hears what is published. */
    boolean isConnected() {
        return connected;
    }

    @Override
    public void start() {
        running = true;
        timer.scheduleWithFixedDelay(this::beat, 0, HEARTBEAT_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** After the socket server, whose last pushes are forwarded. */
    @Override
    public void stop() {
        running = false;
        timer.shutdownNow();
        link.publish(allChannel(), encode(new Leaving()));
        inbox.close();
        link.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Before the socket server, and stopped after it. */
    @Override
    public int getPhase() {
        return 0;
    }

    @Override
    public void forward(EncodedPush push) {
        publish(
                channel(push.ownerId()),
                () -> new Pushed(
                        push.ownerId().toHexString(),
                        push.chatId().toHexString(),
                        push.isLast(),
                        push.bansGuest(),
                        push.events().stream().map(Cluster::encoded).toList()));
    }

    private static Pushed.Event encoded(EncodedEvent event) {
        return new Pushed.Event(
                event.broadcast().getEvent(),
                event.audience(),
                new String(event.broadcast().packet(), StandardCharsets.UTF_8),
                event.excludedConnection());
    }

    @EventListener
    void on(OwnerSessionsEnded ended) {
        if (ended.here()) {
            publish(allChannel(), new OwnerSessionsRevoked(ended.ownerSessionIds()));
        }
    }

    @EventListener
    void on(GuestTokensRevoked revoked) {
        if (revoked.here()) {
            publish(
                    allChannel(),
                    new ClusterMessage.GuestTokensRevoked(revoked.notBefore().entrySet().stream()
                            .collect(Collectors.toMap(
                                    guest -> guest.getKey().toHexString(),
                                    guest -> guest.getValue().toEpochMilli()))));
        }
    }

    @EventListener
    void on(LocalPresenceChanged change) {
        interest.update(change.room(), presence::isOnlineHere, this::presenceChanged);
    }

    private void presenceChanged(Room room, boolean online, boolean first, boolean last) {
        ObjectId ownerId = room.ownerId();
        if (first) {
            subscribe(List.of(ownerId), Duration.ZERO);
        }
        String chatId = room.chatId() == null ? null : room.chatId().toHexString();
        publish(
                chatId == null ? allChannel() : channel(ownerId),
                new PresenceChanged(ownerId.toHexString(), chatId, online));
        if (last) {
            link.unsubscribe(channel(ownerId));
            inbox.add(0, () -> forgetUnlessOfInterest(ownerId));
        }
    }

    private void forgetUnlessOfInterest(ObjectId ownerId) {
        if (interest.roomsOf(ownerId).isEmpty()) {
            presence.forgetGuests(ownerId);
        }
    }

    /** From then on this process misses nothing; what it has missed before, its clients ask for. */
    private void subscribe(Collection<ObjectId> ownerIds, Duration catchUpWithin) {
        link.subscribe(ownerIds.stream().map(this::channel).toList())
                .thenRun(() -> inbox.add(0, () -> {
                    for (ObjectId ownerId : ownerIds) {
                        publish(channel(ownerId), new WhoIsOnline(ownerId.toHexString()));
                        broker.requestCatchUp(interest.roomsOf(ownerId), catchUpWithin);
                    }
                }));
    }

    @Override
    public void publisherOpened() {
        inbox.add(0, this::publishPresence);
    }

    /** Who is online here, as a whole: changes may have been lost. */
    private void publishPresence() {
        publishOnline(null);
        interest.owners().forEach(this::publishOnline);
    }

    private void publishOnline(@Nullable ObjectId ownerId) {
        List<String> ids = ownerId == null
                ? interest.owners().stream()
                        .filter(owner -> interest.roomsOf(owner).contains(Room.ofOwner(owner)))
                        .map(ObjectId::toHexString)
                        .toList()
                : interest.roomsOf(ownerId).stream()
                        .map(Room::chatId)
                        .filter(Objects::nonNull)
                        .map(ObjectId::toHexString)
                        .limit(MAX_ONLINE_LISTED)
                        .toList();
        publish(
                ownerId == null ? allChannel() : channel(ownerId),
                new Online(ownerId == null ? null : ownerId.toHexString(), ids));
    }

    @Override
    public void subscriberOpened() {
        subscribedAt = clock.instant();
        link.subscribe(List.of(allChannel())).thenRun(() -> publish(allChannel(), new WhoIsOnline(null)));
        subscribe(interest.owners(), SPREAD);
    }

    private void requestCatchUp() {
        broker.requestCatchUp(interest.rooms(), SPREAD);
    }

    private void beat() {
        try {
            link.openWhatIsClosed();
            link.publish(allChannel(), heartbeat).thenRun(this::published);
            Instant now = clock.instant();
            Instant heard = heardOwn;
            boolean hears = heard.isAfter(now.minus(DEAF_AFTER));
            if (hears && !connected) {
                processes.renewAll();
                // Others may have taken this process for gone.
                inbox.add(0, this::publishPresence);
            }
            connected = hears;
            logChange();
            if (hears) {
                processes.removeExpired().forEach(gone -> inbox.add(0, () -> presence.removeProcess(gone)));
            } else if (link.isOpen() && subscribedAt.isBefore(now.minus(DEAF_AFTER))) {
                link.closeConnections();
            }
        } catch (RuntimeException e) {
            log.warn("The check of the connection to Redis failed; the next follows in a second", e);
        }
    }

    private void logChange() {
        if (!connected && !outageLogged && link.failure() != null) {
            outageLogged = true;
            log.warn(
                    "Redis cannot be reached ({}): clients of other processes get no pushes until it can",
                    reason(link.failure()));
        } else if (connected && outageLogged) {
            outageLogged = false;
            log.info("Redis is reached again");
        }
    }

    /** Of the innermost cause, without the address, which may hold a password. */
    private static String reason(@Nullable Throwable failure) {
        Throwable cause = failure;
        while (cause != null && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause == null ? "no answer" : String.valueOf(cause.getMessage());
    }

    /** Redis takes messages: the time to say that some were lost. */
    private void published() {
        if (publishesLost.compareAndSet(true, false)) {
            publish(allChannel(), new PushesLost());
            inbox.add(0, this::publishPresence);
        }
    }

    private void publish(String channel, ClusterMessage message) {
        publish(channel, () -> message);
    }

    /** Whatever fails, also in making the message, is a lost push and no failure of what it tells. */
    private void publish(String channel, Supplier<ClusterMessage> message) {
        try {
            link.publish(channel, encode(message.get())).whenComplete((receivers, error) -> {
                if (error == null) {
                    meters.published();
                } else {
                    publishesLost.set(true);
                    meters.lost();
                }
            });
        } catch (RuntimeException e) {
            publishesLost.set(true);
            log.warn("A push to other processes was lost; their clients find out by their next request", e);
        }
    }

    private byte[] encode(ClusterMessage message) {
        return json.writeValueAsBytes(new Sent(process, message));
    }

    @Override
    public void received(byte[] message) {
        if (startsWithOwnPrefix(message)) {
            if (Arrays.equals(message, heartbeat)) {
                heardOwn = clock.instant();
            }
            return;
        }
        inbox.add(message.length, () -> handle(json.readValue(message, Sent.class)));
    }

    private boolean startsWithOwnPrefix(byte[] message) {
        return message.length >= ownPrefix.length
                && Arrays.equals(message, 0, ownPrefix.length, ownPrefix, 0, ownPrefix.length);
    }

    private void handle(Sent sent) {
        ClusterMessage message = sent.message();
        if (message instanceof Leaving) {
            processes.leaving(sent.process());
            return;
        }
        processes.heard(sent.process());
        if (message == null || message instanceof Alive) {
            return;
        }
        meters.received();
        if (message instanceof Pushed push) {
            deliver(push);
        } else if (message instanceof PresenceChanged change) {
            setOnline(sent.process(), room(change.ownerId(), change.chatId()), change.online());
        } else if (message instanceof WhoIsOnline asked) {
            publishOnline(asked.ownerId() == null ? null : new ObjectId(asked.ownerId()));
        } else if (message instanceof Online online) {
            replaceOnline(sent.process(), online);
        } else if (message instanceof OwnerSessionsRevoked revoked) {
            tokens.ownerSessionsRevokedElsewhere(revoked.ids());
        } else if (message instanceof ClusterMessage.GuestTokensRevoked revoked) {
            tokens.guestTokensRevokedElsewhere(revoked.notBefore().entrySet().stream()
                    .collect(Collectors.toMap(
                            guest -> new ObjectId(guest.getKey()), guest -> Instant.ofEpochMilli(guest.getValue()))));
        } else if (message instanceof PushesLost) {
            requestCatchUp();
        } else {
            throw new IllegalStateException("Not handled: " + message.getClass());
        }
    }

    private void deliver(Pushed push) {
        boolean changesAccess = push.isLast()
                || push.bansGuest()
                || push.events().stream().anyMatch(event -> event.name().equals("statusChanged"));
        ObjectId chatId = new ObjectId(push.chatId());
        if (changesAccess) {
            chats.forget(chatId);
        }
        broker.deliver(new EncodedPush(
                new ObjectId(push.ownerId()),
                chatId,
                push.isLast(),
                push.bansGuest(),
                push.events().stream().map(Cluster::decoded).toList()));
    }

    private static EncodedEvent decoded(Pushed.Event event) {
        return new EncodedEvent(
                event.audience(),
                Broadcast.ofPacket(event.name(), event.packet().getBytes(StandardCharsets.UTF_8)),
                event.excludedConnection());
    }

    /** What comes late, of an owner who has left, would stay. */
    private void setOnline(String otherProcess, Room room, boolean online) {
        if (room.chatId() == null || !interest.roomsOf(room.ownerId()).isEmpty()) {
            presence.set(otherProcess, room, online);
        }
    }

    private void replaceOnline(String otherProcess, Online online) {
        if (online.ownerId() == null) {
            presence.replaceOwners(
                    otherProcess,
                    online.ids().stream().map(id -> room(id, null)).toList());
        } else if (!interest.roomsOf(new ObjectId(online.ownerId())).isEmpty()) {
            presence.replaceGuests(
                    otherProcess,
                    new ObjectId(online.ownerId()),
                    online.ids().stream().map(id -> room(online.ownerId(), id)).toList());
        }
    }

    private static Room room(String ownerId, @Nullable String chatId) {
        return chatId == null
                ? Room.ofOwner(new ObjectId(ownerId))
                : Room.ofGuest(new ObjectId(ownerId), new ObjectId(chatId));
    }

    private String allChannel() {
        return prefix + ":all";
    }

    private String channel(ObjectId ownerId) {
        return prefix + ":owner:" + ownerId.toHexString();
    }
}
