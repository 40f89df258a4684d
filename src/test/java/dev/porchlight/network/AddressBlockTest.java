package dev.porchlight.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class AddressBlockTest {

    @Test
    void an_IPv4_address_stands_for_itself() throws UnknownHostException {
        assertThat(block("192.0.2.1")).isNotEqualTo(block("192.0.2.2"));
        assertThat(block("192.0.2.1").wider()).isNull();
        assertThat(block("192.0.2.1").clients()).isEqualTo(1);
    }

    @Test
    void the_addresses_of_a_64_are_one_client() throws UnknownHostException {
        assertThat(block("2001:db8:1:2::1")).isEqualTo(block("2001:db8:1:2:ffff::2"));
        assertThat(block("2001:db8:1:2::1")).isNotEqualTo(block("2001:db8:1:3::1"));
        assertThat(block("2001:db8:1:2::1").clients()).isEqualTo(1);
    }

    @Test
    void a_56_is_a_household_and_a_48_a_site() throws UnknownHostException {
        AddressBlock household = block("2001:db8:1:ff00::1").wider();
        assertThat(household).isEqualTo(block("2001:db8:1:ffff::1").wider());
        assertThat(household).isNotEqualTo(block("2001:db8:1:fe00::1").wider());
        assertThat(household.clients()).isEqualTo(4);

        AddressBlock site = household.wider();
        assertThat(site).isEqualTo(block("2001:db8:1::1").wider().wider());
        assertThat(site).isNotEqualTo(block("2001:db8:2::1").wider().wider());
        assertThat(site.clients()).isEqualTo(16);
        assertThat(site.wider()).isNull();
    }

    private static AddressBlock block(String address) throws UnknownHostException {
        return AddressBlock.of(InetAddress.getByName(address));
    }
}
