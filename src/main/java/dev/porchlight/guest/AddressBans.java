package dev.porchlight.guest;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.cache.ShortLivedCache;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.owner.OwnerRemoved;
import dev.porchlight.token.key.KeyedHash;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** Keeps banned guests from opening new chats. Only a keyed hash of an address is stored, for seven days. */
@Component
@RequiredArgsConstructor
public final class AddressBans {

    private static final Duration RETENTION = Duration.ofDays(7);

    private static final int IPV6_BYTES = 16;
    /** RFC 4193: fc00::/7. */
    private static final int UNIQUE_LOCAL_MASK = 0xfe;

    private static final int UNIQUE_LOCAL = 0xfc;

    private final MongoOperations mongo;
    private final KeyedHash keyedHash;
    private final Clock clock;
    private final ShortLivedCache<String, Boolean> banned = new ShortLivedCache<>(10_000);

    public boolean isBanned(ObjectId ownerId, InetAddress address) {
        String hashed = hash(ownerId, address);
        return hashed != null && banned.get(hashed, key -> isStored(ownerId, key));
    }

    /** Stores the address that a guest opens their chat from. */
    public void recordAddress(ObjectId ownerId, ObjectId guestId, InetAddress address) {
        String hashed = hash(ownerId, address);
        if (hashed != null) {
            save(new LastAddress(guestId, hashed, clock.instant().plus(RETENTION)));
        }
    }

    /** Bans the last address of a guest, if it is known, for seven days. */
    public void ban(ObjectId ownerId, ObjectId guestId) {
        LastAddress last = mongo.findById(guestId, LastAddress.class);
        if (last != null) {
            save(new AddressBan(
                    guestId, ownerId, last.address(), clock.instant().plus(RETENTION)));
            banned.invalidate(last.address());
        }
    }

    /** Removes the ban of this guest's address. */
    public void unban(ObjectId guestId) {
        AddressBan ban = mongo.findById(guestId, AddressBan.class);
        if (ban != null) {
            mongo.remove(query(where("_id").is(guestId)), AddressBan.class);
            banned.invalidate(ban.address());
        }
    }

    /** A ban stays until it expires. */
    void deleteLastAddress(ObjectId guestId) {
        mongo.remove(query(where("_id").is(guestId)), LastAddress.class);
    }

    @EventListener
    void on(OwnerRemoved removed) {
        mongo.remove(query(where("ownerId").is(removed.ownerId())), AddressBan.class);
    }

    private void save(Object document) {
        try {
            mongo.save(document);
        } catch (DuplicateKeyException e) {
            // A concurrent request of the same guest saved it.
        }
    }

    private boolean isStored(ObjectId ownerId, String hashedAddress) {
        return mongo.exists(
                query(where("ownerId")
                        .is(ownerId)
                        .and("address")
                        .is(hashedAddress)
                        .and("expiresAt")
                        .gt(clock.instant())),
                AddressBan.class);
    }

    /** {@code null} for an address that stands for no single client. */
    private @Nullable String hash(ObjectId ownerId, InetAddress address) {
        if (isShared(address)) {
            return null;
        }
        AddressBlock block = AddressBlock.of(address);
        return keyedHash.of("address", ownerId.toHexString() + (block.isIpv6() ? " 6 " : " 4 ") + block.bits());
    }

    /** An address of a private network: behind a proxy that is not trusted, every guest has the proxy's. */
    private static boolean isShared(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || bytes.length == IPV6_BYTES && (bytes[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    }
}
