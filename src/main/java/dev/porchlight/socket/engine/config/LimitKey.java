package dev.porchlight.socket.engine.config;

import org.jspecify.annotations.Nullable;

/**
 * Those who share one limit, such as all connections from an address. Equal keys share it.
 *
 * @param id what they have in common, with {@code equals}
 * @param clients how many times the limit of a single client they have
 * @param wider a larger group, of whose limit they use a part too; {@code null} if there is none
 */
public record LimitKey(Object id, int clients, @Nullable LimitKey wider) {

    /** That of a single client. */
    public static LimitKey of(Object id) {
        return new LimitKey(id, 1, null);
    }
}
