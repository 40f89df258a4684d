package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.config.EngineMetrics;
import dev.porchlight.socket.engine.tcp.CloseOnErrorHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class HttpExchangeTest {

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

        new HttpExchange(channel, null, metrics).respond(new byte[] {'x'});

        assertThat(channel.isOpen()).isFalse();
        assertThat(rejections).containsExactly("memory");
    }

    private static final class NoMemory extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
            ReferenceCountUtil.release(message);
            promise.setFailure(new OutOfMemoryError("direct"));
        }
    }
}
