package dev.porchlight.socket;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends from many connections at once, from addresses of its own, and reads nothing that it need not. */
final class Attacker implements AutoCloseable {

    private static final Pattern SESSION_ID = Pattern.compile("\"sid\":\"([^\"]+)\"");

    /** What to send, so long after what was sent before. */
    record Step(int delayMillis, byte[] bytes) {}

    private final EventLoopGroup thread = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Queue<Channel> channels = new ConcurrentLinkedQueue<>();
    private final int port;

    Attacker(int port) {
        this.port = port;
    }

    /** Each list of steps on a connection of its own. */
    void send(String address, List<List<Step>> connections, boolean reads) {
        for (List<Step> steps : connections) {
            new Bootstrap()
                    .group(thread)
                    .channel(NioSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, reads)
                    .option(ChannelOption.SO_RCVBUF, 4096)
                    .option(ChannelOption.SO_REUSEADDR, true)
                    .handler(new Sender(steps))
                    .localAddress(address, 0)
                    .connect("127.0.0.1", port);
        }
    }

    private final class Sender extends ChannelInboundHandlerAdapter {

        private final List<Step> steps;
        private int next;

        Sender(List<Step> steps) {
            this.steps = steps;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channels.add(ctx.channel());
            scheduleNext(ctx);
        }

        private void scheduleNext(ChannelHandlerContext ctx) {
            if (next < steps.size() && ctx.channel().isOpen()) {
                ctx.executor().schedule(() -> sendNext(ctx), steps.get(next).delayMillis(), TimeUnit.MILLISECONDS);
            }
        }

        private void sendNext(ChannelHandlerContext ctx) {
            ctx.writeAndFlush(Unpooled.wrappedBuffer(steps.get(next++).bytes()));
            scheduleNext(ctx);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable reset) {
            ctx.close();
        }
    }

    /** The id of a new polling session of an address. */
    String openSession(String address) throws IOException {
        try (Socket socket = new Socket()) {
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress("127.0.0.1", port));
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /socket.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            String response = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher sid = SESSION_ID.matcher(response);
            if (!sid.find()) {
                throw new IOException("No session: " + response);
            }
            return sid.group(1);
        }
    }

    long open() {
        return channels.stream().filter(Channel::isOpen).count();
    }

    void disconnect() {
        channels.forEach(Channel::close);
        channels.clear();
    }

    @Override
    public void close() {
        thread.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }
}
