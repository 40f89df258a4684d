package dev.porchlight.socket.engine.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CloseOnErrorHandlerTest {

    private final List<String> rejections = new ArrayList<>();
    private final List<OutOfMemoryError> outOfMemory = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel(new CloseOnErrorHandler(new EngineMetrics() {
        @Override
        public void rejected(String rule) {
            rejections.add(rule);
        }

        @Override
        public void outOfMemory(OutOfMemoryError error) {
            assertThat(channel.isOpen()).isFalse();
            outOfMemory.add(error);
        }
    }));

    @Test
    void out_of_memory_closes_the_connection_and_is_reported_however_deep_it_is() {
        OutOfMemoryError error = new OutOfMemoryError("direct");

        channel.pipeline().fireExceptionCaught(new DecoderException(new DecoderException(error)));

        assertThat(outOfMemory).containsExactly(error);
        assertThat(rejections).containsExactly("memory");
    }

    @Test
    void other_exceptions_close_the_connection() {
        channel.pipeline().fireExceptionCaught(new IllegalStateException());

        assertThat(channel.isOpen()).isFalse();
        assertThat(rejections).containsExactly("an internal error");
        assertThat(outOfMemory).isEmpty();
    }

    @Test
    void a_lost_connection_is_no_rejection() {
        channel.pipeline().fireExceptionCaught(new IOException());

        assertThat(channel.isOpen()).isFalse();
        assertThat(rejections).isEmpty();
    }
}
