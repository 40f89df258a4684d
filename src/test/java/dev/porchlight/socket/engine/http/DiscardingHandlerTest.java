package dev.porchlight.socket.engine.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How long a rejected client that still sends is listened to. */
class DiscardingHandlerTest {

    private final Semaphore lingering = new Semaphore(1);

    @Test
    void as_long_as_it_sends_but_no_longer() {
        EmbeddedChannel channel = reject();
        for (int second = 1; second <= 5; second++) {
            assertThat(isOpenAfterASecond(channel, 2000)).isTrue();
        }

        assertThat(isOpenAfterASecond(channel, 0)).isFalse();
        assertThat(lingering.availablePermits()).isEqualTo(1);
    }

    @Test
    void ten_seconds_at_most() {
        EmbeddedChannel channel = reject();
        for (int second = 1; second < DiscardingHandler.MAX_SECONDS; second++) {
            assertThat(isOpenAfterASecond(channel, 1)).isTrue();
        }

        assertThat(isOpenAfterASecond(channel, 1)).isFalse();
    }

    @Test
    void a_second_when_too_many_others_are() {
        EmbeddedChannel other = reject();
        assertThat(isOpenAfterASecond(other, 1)).isTrue();

        assertThat(isOpenAfterASecond(reject(), 1)).isFalse();

        other.close();
        assertThat(isOpenAfterASecond(reject(), 1)).isTrue();
    }

    private EmbeddedChannel reject() {
        DiscardingHandler handler = new DiscardingHandler(lingering);
        EmbeddedChannel channel = new EmbeddedChannel(handler);
        channel.freezeTime();
        handler.closeWhenQuiet(channel);
        return channel;
    }

    private static boolean isOpenAfterASecond(EmbeddedChannel channel, int bytes) {
        if (bytes > 0) {
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[bytes]));
        }
        channel.advanceTimeBy(1, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        return channel.isOpen();
    }
}
