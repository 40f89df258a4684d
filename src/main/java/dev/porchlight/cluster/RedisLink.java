package dev.porchlight.cluster;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ConnectionFuture;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two connections to Redis, to publish and to subscribe. {@link #openWhatIsClosed} opens them, again and again if need be.
 * No method waits. Listeners run on the client's I/O threads.
 */
final class RedisLink implements AutoCloseable {

    /** Messages that Redis has not confirmed. More than that are refused: it is stalled, and memory is finite. */
    private static final long MAX_PENDING_BYTES = 8 << 20;

    private static final int MAX_PENDING_COMMANDS = 20_000;
    private static final int CHANNELS_PER_COMMAND = 1_000;
    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private final ClientResources resources;
    private final RedisClient client;
    private final RedisURI uri;
    private final Listener listener;

    private final AtomicLong pendingBytes = new AtomicLong();
    private final AtomicBoolean openingPublisher = new AtomicBoolean();
    private final AtomicBoolean openingSubscriber = new AtomicBoolean();
    private volatile @Nullable StatefulRedisConnection<String, byte[]> publisher;
    private volatile @Nullable StatefulRedisPubSubConnection<String, byte[]> subscriber;
    private volatile @Nullable Throwable failure;
    private volatile boolean closed;

    interface Listener {

        void received(byte[] message);

        /** What is published arrives from now on. */
        void publisherOpened();

        /** No channel is subscribed yet. */
        void subscriberOpened();
    }

    /** @throws IllegalArgumentException if it is no address of a Redis */
    RedisLink(String url, Listener listener) {
        this.listener = listener;
        uri = RedisURI.create(url);
        uri.setTimeout(TIMEOUT);
        uri.setClientName("porchlight");
        resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .build();
        client = RedisClient.create(resources);
        client.setOptions(ClientOptions.builder()
                // A new connection subscribes anew, and so there is one way of becoming whole again.
                .autoReconnect(false)
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .requestQueueSize(MAX_PENDING_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(TIMEOUT)
                        .keepAlive(true)
                        .build())
                .build());
    }

    boolean isOpen() {
        return isOpen(publisher) && isOpen(subscriber);
    }

    /** Why the last attempt to connect failed, if it did. */
    @Nullable
    Throwable failure() {
        return failure;
    }

    void openWhatIsClosed() {
        if (!isOpen(publisher)) {
            open(openingPublisher, () -> client.connectAsync(CODEC, uri), this::publisherOpened);
        }
        if (!isOpen(subscriber)) {
            open(openingSubscriber, () -> client.connectPubSubAsync(CODEC, uri), this::subscriberOpened);
        }
    }

    private interface Opening<C> {

        ConnectionFuture<C> begin();
    }

    private <C extends StatefulConnection<?, ?>> void open(
            AtomicBoolean running, Opening<C> opening, Consumer<C> opened) {
        if (closed || !running.compareAndSet(false, true)) {
            return;
        }
        try {
            opening.begin().whenComplete((connection, error) -> {
                running.set(false);
                failure = error;
                if (connection != null && closed) {
                    connection.closeAsync();
                } else if (connection != null) {
                    opened.accept(connection);
                }
            });
        } catch (RuntimeException e) {
            running.set(false);
            failure = e;
        }
    }

    private void publisherOpened(StatefulRedisConnection<String, byte[]> connection) {
        close(publisher);
        publisher = connection;
        listener.publisherOpened();
    }

    private void subscriberOpened(StatefulRedisPubSubConnection<String, byte[]> connection) {
        connection.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, byte[] message) {
                listener.received(message);
            }
        });
        close(subscriber);
        subscriber = connection;
        listener.subscriberOpened();
    }

    /** Gives up both connections. */
    void closeConnections() {
        close(subscriber);
        subscriber = null;
        close(publisher);
        publisher = null;
    }

    /** Also one that is no longer open, which the client would keep. */
    private static void close(@Nullable StatefulConnection<?, ?> connection) {
        if (connection != null) {
            connection.closeAsync();
        }
    }

    /** @return fails if Redis cannot take it, or has not confirmed it until the connection closed */
    CompletionStage<Long> publish(String channel, byte[] message) {
        StatefulRedisConnection<String, byte[]> connection = publisher;
        if (connection == null || !connection.isOpen()) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        int bytes = channel.length() + message.length;
        if (pendingBytes.addAndGet(bytes) > MAX_PENDING_BYTES) {
            pendingBytes.addAndGet(-bytes);
            return CompletableFuture.failedFuture(new IllegalStateException("Redis is stalled"));
        }
        try {
            return connection
                    .async()
                    .publish(channel, message)
                    .whenComplete((receivers, error) -> pendingBytes.addAndGet(-bytes));
        } catch (RuntimeException e) {
            pendingBytes.addAndGet(-bytes);
            return CompletableFuture.failedFuture(e);
        }
    }

    /** @return fails if the subscriber is closed; a new one must then subscribe to all */
    CompletionStage<?> subscribe(Collection<String> channels) {
        StatefulRedisPubSubConnection<String, byte[]> connection = subscriber;
        if (connection == null) {
            return CompletableFuture.failedFuture(new IllegalStateException("not connected"));
        }
        List<String> all = List.copyOf(channels);
        CompletableFuture<?>[] commands =
                new CompletableFuture<?>[(all.size() + CHANNELS_PER_COMMAND - 1) / CHANNELS_PER_COMMAND];
        try {
            for (int i = 0; i < commands.length; i++) {
                List<String> some =
                        all.subList(i * CHANNELS_PER_COMMAND, Math.min(all.size(), (i + 1) * CHANNELS_PER_COMMAND));
                commands[i] = connection
                        .async()
                        .subscribe(some.toArray(String[]::new))
                        .toCompletableFuture();
            }
        } catch (RuntimeException e) {
            return CompletableFuture.failedFuture(e);
        }
        return CompletableFuture.allOf(commands);
    }

    void unsubscribe(String channel) {
        StatefulRedisPubSubConnection<String, byte[]> connection = subscriber;
        if (connection != null) {
            try {
                connection.async().unsubscribe(channel);
            } catch (RuntimeException e) {
                // Closed: what opens next does not subscribe to it.
            }
        }
    }

    private static boolean isOpen(@Nullable StatefulConnection<?, ?> connection) {
        return connection != null && connection.isOpen();
    }

    long pendingBytes() {
        return pendingBytes.get();
    }

    @Override
    public void close() {
        closed = true;
        closeConnections();
        client.shutdown(0, 1, TimeUnit.SECONDS);
        resources.shutdown(0, 1, TimeUnit.SECONDS);
    }
}
