package dev.porchlight.limit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.network.AddressBlock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressLimitTest {

    private final AddressLimit limit = new AddressLimit(2);

    @Test
    void each_address_has_so_many_at_a_time() throws UnknownHostException {
        AddressBlock first = block("192.0.2.1");
        assertThat(limit.tryAcquire(first)).isTrue();
        assertThat(limit.usage(first)).isEqualTo(0.5);
        assertThat(limit.tryAcquire(first)).isTrue();
        assertThat(limit.tryAcquire(first)).isFalse();
        assertThat(limit.tryAcquire(block("192.0.2.2"))).isTrue();

        limit.release(first);
        assertThat(limit.tryAcquire(first)).isTrue();
        assertThat(limit.tryAcquire(first)).isFalse();
    }

    @Test
    void the_blocks_of_a_household_and_of_a_company_share_more() throws UnknownHostException {
        assertThat(acquired("2001:db8:0:0%02x::1", 256)).isEqualTo(8);
        assertThat(acquired("2001:db8:0:%02x00::1", 256)).isEqualTo(32 - 8);
        assertThat(limit.tryAcquire(block("2001:db8:1::1"))).isTrue();

        limit.release(block("2001:db8:0:1::1"));
        assertThat(acquired("2001:db8:0:0%02x::1", 256)).isOne();
    }

    /** @return how many of so many blocks, two for each, got any */
    private int acquired(String addresses, int blocks) throws UnknownHostException {
        int acquired = 0;
        for (int i = 0; i < blocks; i++) {
            AddressBlock block = block(String.format(addresses, i));
            while (limit.tryAcquire(block)) {
                acquired++;
            }
        }
        return acquired;
    }

    private static AddressBlock block(String address) throws UnknownHostException {
        return AddressBlock.of(InetAddress.getByName(address));
    }
}
