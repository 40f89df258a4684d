package dev.porchlight.socket.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RunningJvm;
import dev.porchlight.testing.ThreadPerTask;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What guests cost who are connected and say nothing, with the heap that a container of 1 GB gives, all of it resident. */
@Tag("long")
class IdleConnectionsTest {

    private static final int CONNECTIONS = Integer.getInteger("porchlight.connections", 10_000);
    private static final int CHATS = 100;
    private static final int WRITERS = 10;
    private static final int MESSAGES_OF_EACH = 2_000;
    private static final int AT_A_TIME = 100;
    private static final Duration WARM_UP = Duration.ofSeconds(60);
    /** What an idle process does once in a while is compiled late. */
    private static final Duration AGING = Duration.ofMinutes(5);

    private static final Duration IDLE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Semaphore connecting = new Semaphore(AT_A_TIME);
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger heartbeats = new AtomicInteger();

    private record Guest(String chatId, String token) {}

    @Test
    void ten_thousand_guests_who_say_nothing() throws Exception {
        ForkedApplication application =
                ForkedApplication.startAsShipped(List.of("-Xms410m", "-Xmx410m", "-XX:+AlwaysPreTouch"), folder, "");
        try {
            measure(application);
        } finally {
            threads.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            application.kill();
        }
    }

    private void measure(ForkedApplication application) throws Exception {
        RunningJvm jvm = new RunningJvm(application.pid());
        List<Guest> guests = openChats(application);
        connect(application.socketPort(), guests, CHATS);
        chat(application.socketPort(), guests);
        long heap = jvm.liveHeap();
        long resident = jvm.resident();
        Duration quiet = cpu(jvm);

        connect(application.socketPort(), guests, CONNECTIONS);
        chat(application.socketPort(), guests);
        long heapOfAll = jvm.liveHeap() - heap;
        long residentOfAll = jvm.resident() - resident;
        Thread.sleep(AGING.toMillis());
        int before = heartbeats.get();
        Duration busy = cpu(jvm);

        System.out.printf(
                "%d connections: each %.1f KB, of which %.1f KB of heap; %.2f %% of a core with %d heartbeats in %d s,"
                        + " %.2f %% with %d connections%n",
                CONNECTIONS,
                (heapOfAll + residentOfAll) / 1024.0 / CONNECTIONS,
                heapOfAll / 1024.0 / CONNECTIONS,
                percent(busy),
                heartbeats.get() - before,
                IDLE.toSeconds(),
                percent(quiet),
                CHATS);
        System.out.println(jvm.histogram().lines().limit(40).reduce("", (all, line) -> all + line + "\n"));
        assertThat(open).hasValue(CHATS + CONNECTIONS);
    }

    /** So that what follows is compiled as it is in a process that has served for a while. */
    private static void chat(int port, List<Guest> guests) throws InterruptedException {
        List<CompletableFuture<Void>> writers = IntStream.range(0, WRITERS)
                .mapToObj(i -> CompletableFuture.runAsync(() -> write(port, guests.get(i)), new ThreadPerTask()))
                .toList();
        writers.forEach(CompletableFuture::join);
        Thread.sleep(WARM_UP.toMillis());
    }

    private static void write(int port, Guest guest) {
        try (ChatClient client = ChatClient.connect(port)) {
            for (int i = 0; i < MESSAGES_OF_EACH; i++) {
                client.ask("newMessage", "chatId", guest.chatId(), "token", guest.token(), "message", "Hello");
            }
        }
    }

    private static Duration cpu(RunningJvm jvm) throws InterruptedException {
        Duration before = jvm.cpuTime();
        Thread.sleep(IDLE.toMillis());
        return jvm.cpuTime().minus(before);
    }

    private static double percent(Duration cpu) {
        return 100.0 * cpu.toMillis() / IDLE.toMillis();
    }

    private static List<Guest> openChats(ForkedApplication application) {
        Rest rest = new Rest(application.restPort());
        rest.post(
                "/owner/register", rest.json("email", "o@x.example", "password", "a password", "domain", "x.example"));
        List<Guest> guests = new ArrayList<>();
        try (ChatClient client = ChatClient.connect(application.socketPort())) {
            for (int i = 0; i < CHATS; i++) {
                JsonNode chat =
                        client.ask("getNewChat", "email", "g@x.example", "name", "Guest", "domain", "x.example");
                guests.add(new Guest(
                        chat.get("chatId").asString(), chat.get("guestToken").asString()));
            }
        }
        return guests;
    }

    /** Returns once so many more are connected and subscribed to their chat. */
    private void connect(int port, List<Guest> guests, int count) throws InterruptedException {
        WebSocketClientProtocolConfig protocol = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri(URI.create("ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"))
                .version(WebSocketVersion.V13)
                .customHeaders(new DefaultHttpHeaders()
                        .set("Origin", "https://x.example")
                        .set(
                                "User-Agent",
                                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36")
                        .set("Accept-Language", "en-US,en;q=0.9"))
                .build();
        for (int i = 0; i < count; i++) {
            connecting.acquire();
            Guest guest = guests.get(i % guests.size());
            new Bootstrap()
                    .group(threads)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<Channel>() {
                        @Override
                        protected void initChannel(Channel channel) {
                            channel.pipeline()
                                    .addLast(new HttpClientCodec())
                                    .addLast(new HttpObjectAggregator(8192))
                                    .addLast(new WebSocketClientProtocolHandler(protocol))
                                    .addLast(new Visitor(guest));
                        }
                    })
                    .connect("127.0.0.1", port);
        }
        connecting.acquire(AT_A_TIME);
        connecting.release(AT_A_TIME);
    }

    /** Asks for its chat, and from then on only answers: what is said, as if it were a ping. */
    private final class Visitor extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final Guest guest;

        Visitor(Guest guest) {
            this.guest = guest;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            String packet = frame.text();
            if (packet.equals("2")) {
                heartbeats.incrementAndGet();
                send(ctx, "3");
            } else if (packet.startsWith("42[")) {
                send(ctx, "3");
            } else if (packet.startsWith("0")) {
                send(ctx, "40");
            } else if (packet.startsWith("40")) {
                send(
                        ctx,
                        "421[\"getChatMessages\","
                                + new Rest(0).json("chatId", guest.chatId(), "token", guest.token(), "limit", 1) + "]");
            } else if (packet.startsWith("431[{\"statusCode\":200")) {
                open.incrementAndGet();
                connecting.release();
            }
        }

        private void send(ChannelHandlerContext ctx, String packet) {
            ctx.writeAndFlush(new TextWebSocketFrame(packet));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            open.decrementAndGet();
        }
    }
}
