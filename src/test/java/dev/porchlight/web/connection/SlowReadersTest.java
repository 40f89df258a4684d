package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.porchlight.network.AddressBlock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who loses its thread when three readers would wait and two may. */
class SlowReadersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<SocketChannel> channels = new ArrayList<>();
    private long now = 1;
    private final SlowReaders readers = new SlowReaders(() -> 2, () -> now, new Rejections(meters));
    private ServerSocketChannel server;

    @BeforeEach
    void listen() throws IOException {
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    @AfterEach
    void close() throws IOException {
        for (SocketChannel channel : channels) {
            channel.close();
        }
        server.close();
    }

    @Test
    void the_slowest_goes() throws IOException {
        SlowReaders.Reader fast = waiting();
        SlowReaders.Reader slow = waiting();
        read(fast, 200_000);
        read(slow, 1000);

        waiting();
        assertThat(cut()).containsExactly(1);
    }

    @Test
    void one_that_comes_does_not_make_a_good_reader_go() throws IOException {
        SlowReaders.Reader first = waiting();
        SlowReaders.Reader second = waiting();
        read(first, 200_000);
        read(second, 200_000);

        assertThatThrownBy(this::waiting).isInstanceOf(IOException.class);
        assertThat(cut()).isEmpty();
        assertThat(meters.counter("porchlight.rest.rejected", "rule", "slow readers in all")
                        .count())
                .isOne();
    }

    @Test
    void the_speed_of_a_reader_is_that_of_all_its_answers() throws IOException {
        SlowReaders.Reader slowOnce = waiting();
        read(slowOnce, 1000);
        slowOnce.wrote(0, true);
        // This one would go first if nothing was known of the other.
        waiting();
        slowOnce.wrote(0, false);

        waiting();
        assertThat(cut()).containsExactly(0);
    }

    @Test
    void a_reader_that_became_fast_is_judged_anew() throws IOException {
        SlowReaders.Reader improved = waiting();
        SlowReaders.Reader steady = waiting();
        read(improved, 0);
        for (int i = 0; i < 60; i++) {
            read(improved, 1_000_000);
            read(steady, 60_000);
        }

        waiting();
        assertThat(cut()).containsExactly(1);
    }

    @Test
    void a_slot_is_free_again_when_a_reader_has_all_or_is_gone() throws IOException {
        waiting().wrote(10, true);
        waiting().closed();
        waiting();
        waiting();

        assertThat(cut()).isEmpty();
    }

    @Test
    void an_address_has_few() throws IOException {
        SlowReaders many = new SlowReaders(() -> 100, () -> now, new Rejections(meters));
        AddressBlock block = AddressBlock.of(InetAddress.getByName("192.0.2.1"));
        for (int i = 0; i < 4; i++) {
            many.newReader(connect(), block).wrote(0, false);
        }

        SlowReaders.Reader fifth = many.newReader(connect(), block);
        assertThatThrownBy(() -> fifth.wrote(0, false)).isInstanceOf(IOException.class);
        many.newReader(connect(), AddressBlock.of(InetAddress.getByName("192.0.2.2")))
                .wrote(0, false);
    }

    private SlowReaders.Reader waiting() throws IOException {
        SlowReaders.Reader reader = readers.newReader(connect(), null);
        reader.wrote(0, false);
        return reader;
    }

    private SocketChannel connect() throws IOException {
        SocketChannel channel = SocketChannel.open(server.getLocalAddress());
        channels.add(channel);
        return channel;
    }

    /** A second passes, in which it takes so much. */
    private void read(SlowReaders.Reader reader, int bytes) throws IOException {
        now += Duration.ofSeconds(1).toNanos();
        reader.wrote(bytes, false);
    }

    /** @return the numbers of those that were cut off, in the order in which they came */
    private List<Integer> cut() {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            if (channels.get(i).socket().isOutputShutdown()) {
                numbers.add(i);
            }
        }
        return numbers;
    }
}
