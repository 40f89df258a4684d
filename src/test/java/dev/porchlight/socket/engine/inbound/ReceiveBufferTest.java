package dev.porchlight.socket.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.config.EngineSettings;
import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.tcp.DelayedClose;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Memory follows what has arrived, and the buffers that it was read into are free again at once. */
class ReceiveBufferTest {

    private static final EngineSettings SETTINGS = EngineSettings.defaults();
    private static final int READ_BUFFER = 64 * 1024;
    private static final int MESSAGE = 60_000;

    private final InboundBudget budget = new InboundBudget(1 << 20);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final InboundBytes inbound =
            new InboundBytes(channel, LimitKey.of("peer"), budget, SETTINGS, new EngineMetrics() {});

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void one_byte_of_a_head_holds_no_large_buffer() {
        install(new CountedHttpDecoder(new HttpDecoderConfig(), inbound));

        ByteBuf read = receive(bytes("G"));

        assertThat(read.refCnt()).isZero();
        assertThat(budget.bytes()).isBetween(1L, 64L);
    }

    @Test
    void the_lines_of_a_head_count_until_it_is_whole() {
        install(new CountedHttpDecoder(new HttpDecoderConfig(), inbound));
        receive(bytes("GET / HTTP/1.1\r\n"));
        for (int i = 0; i < 90; i++) {
            receive(bytes("a:b\r\n"));
        }
        assertThat(budget.bytes()).isGreaterThan(90 * 150L);

        receive(bytes("\r\n"));

        assertThat(budget.bytes()).isZero();
        assertThat(channel.<HttpRequest>readInbound().headers().size()).isEqualTo(90);
    }

    /** Netty's decoder would keep room for the longest line while a poll waits, and until the next request. */
    @Test
    void a_request_leaves_no_decoder_behind() {
        CountedHttpDecoder first = new CountedHttpDecoder(new HttpDecoderConfig().setMaxHeaderSize(40_000), inbound);
        install(first);
        for (int i = 0; i < 3; i++) {
            receive(bytes("POST / HTTP/1.1\r\nContent-Length: 2\r\na:" + "b".repeat(30_000) + "\r\n\r\n4"));
            receive(bytes("0"));

            assertThat(channel.<HttpRequest>readInbound().headers().get("a")).hasSize(30_000);
            assertThat(channel.<HttpContent>readInbound().release()).isTrue();
            assertThat(channel.<LastHttpContent>readInbound().release()).isTrue();
        }

        assertThat(channel.pipeline().get(CountedHttpDecoder.class)).isNotSameAs(first);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void a_closed_connection_has_no_timer() {
        install(frameDecoder());
        receive(new byte[] {(byte) 0x81});
        assertThat(channel.runScheduledPendingTasks()).isPositive();

        channel.pipeline().close();
        inbound.messageUnfinished();

        assertThat(channel.runScheduledPendingTasks()).isEqualTo(-1);
    }

    @Test
    void over_the_budget_memory_is_free_at_once_and_the_connection_closed_within_half_a_second() {
        channel.freezeTime();
        InboundBudget small = new InboundBudget(MESSAGE / 2);
        install(frameDecoder(new InboundBytes(channel, LimitKey.of("peer"), small, SETTINGS, new EngineMetrics() {})));

        receive(Arrays.copyOf(frame(true, 1, MESSAGE), MESSAGE));

        assertThat(small.bytes()).isZero();
        assertThat(channel.isOpen()).isTrue();
        channel.advanceTimeBy(DelayedClose.MAX_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void one_byte_after_a_large_frame_holds_no_large_buffer() {
        install(frameDecoder());

        receive(frame(true, 1, 65_000), new byte[] {(byte) 0x81, (byte) 0x85, 0, 0, 0, 0, 'x'});

        assertThat(((TextWebSocketFrame) channel.readInbound()).content().readableBytes())
                .isEqualTo(65_000);
        assertThat(budget.bytes()).isBetween(1L, 512L);
    }

    @Test
    void a_half_frame_takes_at_most_twice_its_bytes() {
        install(frameDecoder());
        byte[] frame = frame(true, 1, MESSAGE);
        for (int sent = 0; sent + 1000 < frame.length; sent += 1000) {
            ByteBuf read = receive(Arrays.copyOfRange(frame, sent, sent + 1000));
            assertThat(read.refCnt()).isZero();
            assertThat(budget.bytes()).isBetween(sent + 900L, 2 * (sent + 1000L));
        }
    }

    @Test
    void fragments_of_one_byte_take_little_more_than_their_bytes() {
        install(frameDecoder(), new FragmentCollector(1 << 16, inbound));
        receive(frame(false, 1, 1));
        for (int i = 1; i < 2000; i++) {
            receive(frame(false, 0, 1));
        }
        assertThat(budget.bytes()).isBetween(2000L, 4096L);

        receive(frame(true, 0, 1));

        assertThat(budget.bytes()).isZero();
        TextWebSocketFrame joined = channel.readInbound();
        assertThat(joined.text()).isEqualTo("x".repeat(2001));
        joined.release();
    }

    @Test
    void a_message_that_is_too_long_is_not_timed_any_more() {
        channel.freezeTime();
        install(frameDecoder(), new FragmentCollector(1000, inbound));
        receive(frame(false, 1, 600));
        assertThatThrownBy(() -> receive(frame(false, 0, 600))).isInstanceOf(CorruptedWebSocketFrameException.class);

        channel.advanceTimeBy(6, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();

        assertThat(channel.isOpen()).isTrue();
    }

    private CountedFrameDecoder frameDecoder() {
        return frameDecoder(inbound);
    }

    private static CountedFrameDecoder frameDecoder(InboundBytes inbound) {
        return new CountedFrameDecoder(
                WebSocketDecoderConfig.newBuilder()
                        .maxFramePayloadLength(1 << 16)
                        .build(),
                1_000_000,
                inbound);
    }

    private void install(ChannelHandler... handlers) {
        channel.pipeline().addLast(handlers);
    }

    /** As Netty reads: into a buffer larger than what comes. */
    private ByteBuf receive(byte[]... parts) {
        ByteBuf read = Unpooled.directBuffer(READ_BUFFER);
        for (byte[] part : parts) {
            read.writeBytes(part);
        }
        channel.writeInbound(read);
        return read;
    }

    private static byte[] frame(boolean isFinal, int opcode, int length) {
        ByteBuf frame = Unpooled.buffer().writeByte((isFinal ? 0x80 : 0) | opcode);
        if (length < 126) {
            frame.writeByte(0x80 | length);
        } else {
            frame.writeByte(0x80 | 126).writeShort(length);
        }
        frame.writeInt(0).writeBytes(bytes("x".repeat(length)));
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
