package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.tcp.CloseOnErrorHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class HttpExchangeTest {

    private static final HttpRequest GET = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");

    @Test
    void a_response_for_which_there_is_no_memory_is_reported() {
        List<String> rejections = new ArrayList<>();
        EngineMetrics metrics = new EngineMetrics() {
            @Override
            public void rejected(String rule) {
                rejections.add(rule);
            }
        };
        EmbeddedChannel channel = new EmbeddedChannel(new NoMemory(), new CloseOnErrorHandler(metrics));

        HttpExchange.of(channel, GET, metrics, () -> {}).respond(new byte[] {'x'});

        assertThat(channel.isOpen()).isFalse();
        assertThat(rejections).containsExactly("memory");
    }

    /** Polls are answered on any thread, and the client's next request must not find this one unfinished. */
    @Test
    void the_connection_takes_the_next_request_once_the_response_is_written() {
        AtomicBoolean kept = new AtomicBoolean();
        List<Boolean> keptWhenWritten = new ArrayList<>();
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                ReferenceCountUtil.release(message);
                promise.setSuccess();
                keptWhenWritten.add(kept.get());
            }
        });

        HttpExchange.of(channel, GET, new EngineMetrics() {}, () -> kept.set(true))
                .respond(new byte[] {'x'});

        assertThat(keptWhenWritten).containsExactly(true);
    }

    private static final class NoMemory extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new OutOfMemoryError("direct"));
        }
    }
}
