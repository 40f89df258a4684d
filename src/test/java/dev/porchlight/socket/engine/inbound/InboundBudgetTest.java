package dev.porchlight.socket.engine.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.socket.engine.config.LimitKey;
import dev.porchlight.socket.engine.inbound.InboundBudget.Account;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboundBudgetTest {

    private static final int LIMIT = 8000;

    private final InboundBudget budget = new InboundBudget(LIMIT);
    private final List<String> closed = new ArrayList<>();

    @Test
    void up_to_the_limit_nobody_is_closed() {
        open("a", "a1").set(5000);
        open("b", "b1").set(3000);

        assertThat(closed).isEmpty();
        assertThat(budget.bytes()).isEqualTo(LIMIT);
    }

    @Test
    void the_largest_of_the_address_block_that_holds_most_is_closed_first() {
        open("honest", "honest1").set(2500);
        open("attacker", "attacker1").set(1400);
        open("attacker", "attacker2").set(1600);
        open("attacker", "attacker3").set(1500);

        open("late", "late1").set(1500);

        assertThat(closed).containsExactly("attacker2");
    }

    @Test
    void an_eighth_is_freed_so_that_the_largest_need_not_be_looked_for_each_time() {
        for (int i = 0; i < 80; i++) {
            open("attacker", "attacker" + i).set(100);
        }
        open("honest", "honest").set(100);

        assertThat(closed).hasSize(11).doesNotContain("honest");
    }

    @Test
    void blocks_are_closed_down_to_one_level() {
        for (int i = 0; i < 10; i++) {
            open("a", "a" + i).set(300);
            open("b", "b" + i).set(310);
        }

        Account small = open("c", "c");
        small.set(1901);

        assertThat(closed).hasSize(4).filteredOn(name -> name.startsWith("b")).hasSize(2);
        assertThat(small.isClosing()).isFalse();
    }

    @Test
    void bytes_of_connections_that_are_being_closed_count_until_they_are_released() {
        Account attacker = open("a", "a1");
        attacker.set(LIMIT + 1);
        assertThat(closed).containsExactly("a1");
        assertThat(budget.bytes()).isEqualTo(LIMIT + 1);

        Account other = open("b", "b1");
        other.set(6000);
        assertThat(closed).as("its own share is free").containsExactly("a1");

        attacker.set(0);
        assertThat(budget.bytes()).isEqualTo(6000);
        other.set(0);
        assertThat(budget.bytes()).isZero();
    }

    @Test
    void at_twice_the_limit_whoever_sends_more_than_an_even_share_is_closed() {
        open("a", "a1").set(LIMIT + LIMIT / 2);
        open("b", "b1").set(3500);

        open("c", "c1").set(1000);
        open("d", "d1").set(3000);

        assertThat(closed).containsExactly("a1", "d1");
    }

    @Test
    void many_small_ones_of_one_household_do_not_outweigh_another_client() {
        LimitKey household = new LimitKey("household", 4, null);
        open("honest", "honest1").set(1000);
        for (int i = 0; i < 16; i++) {
            open(new LimitKey("network" + i, 1, household), "attacker" + i).set(500);
        }

        assertThat(closed).hasSize(3).allMatch(name -> name.startsWith("attacker"));
    }

    @Test
    void a_connection_counts_with_the_client_that_its_proxy_names() {
        Account forwarded = open("proxy", "forwarded");
        forwarded.set(3000);
        forwarded.moveTo(LimitKey.of("client"));
        open("proxy", "other").set(2900);
        open("client", "same client").set(1000);

        open("late", "late").set(1500);

        assertThat(closed).containsExactly("forwarded");
    }

    private Account open(String client, String name) {
        return open(LimitKey.of(client), name);
    }

    private Account open(LimitKey key, String name) {
        return budget.open(key, () -> closed.add(name));
    }
}
