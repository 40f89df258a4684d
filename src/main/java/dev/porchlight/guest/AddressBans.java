package dev.porchlight.guest;

import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.token.key.KeyedHash;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.stereotype.Component;

/** Keeps banned guests from coming back as somebody new. Of an address only a keyed hash is kept, for seven days. */
@Component
@RequiredArgsConstructor
public final class AddressBans {

    private static final Duration KEPT = Duration.ofDays(7);
    /** How long another process may take to notice. */
    private static final Duration REMEMBERED = Duration.ofSeconds(5);

    private static final int UNIQUE_LOCAL_MASK = 0xfe;
    private static final int UNIQUE_LOCAL = 0xfc;

    private final MongoOperations mongo;
    private final KeyedHash hash;
    private final Clock clock;
    private final Cache<String, Boolean> banned = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(REMEMBERED)
            .build();

    public boolean isBanned(ObjectId ownerId, InetAddress from) {
        String address = hashed(ownerId, from);
        return address != null && banned.get(address, key -> isStored(ownerId, key));
    }

    /** Notes where a guest comes from. */
    public void seen(ObjectId ownerId, ObjectId guestId, InetAddress from) {
        String address = hashed(ownerId, from);
        if (address != null) {
            put(new LastAddress(guestId, address, clock.instant().plus(KEPT)));
        }
    }

    /** Bans the address that a guest last came from, if it is known. */
    public void ban(ObjectId ownerId, ObjectId guestId) {
        LastAddress last = mongo.findById(guestId, LastAddress.class);
        if (last != null) {
            put(new AddressBan(guestId, ownerId, last.address(), clock.instant().plus(KEPT)));
            banned.invalidate(last.address());
        }
    }

    /** Lifts what was banned on account of this guest. */
    public void lift(ObjectId guestId) {
        AddressBan ban = mongo.findById(guestId, AddressBan.class);
        if (ban != null) {
            mongo.remove(query(where("_id").is(guestId)), AddressBan.class);
            banned.invalidate(ban.address());
        }
    }

    /** Forgets where a guest came from; a ban stays until its end. */
    void forget(ObjectId guestId) {
        mongo.remove(query(where("_id").is(guestId)), LastAddress.class);
    }

    private void put(Object document) {
        try {
            mongo.save(document);
        } catch (DuplicateKeyException e) {
            // Somebody put the same there just now: the guest has two windows.
        }
    }

    private boolean isStored(ObjectId ownerId, String address) {
        return mongo.exists(
                query(where("ownerId")
                        .is(ownerId)
                        .and("address")
                        .is(address)
                        .and("expiresAt")
                        .gt(clock.instant())),
                AddressBan.class);
    }

    private @Nullable String hashed(ObjectId ownerId, InetAddress from) {
        if (isOfNobodyInParticular(from)) {
            return null;
        }
        AddressBlock block = AddressBlock.of(from);
        return hash.of("address", ownerId.toHexString() + (block.isIpv6() ? " 6 " : " 4 ") + block.bits());
    }

    /** Addresses of a private network: behind a proxy that we were not told of, every guest has the proxy's. */
    private static boolean isOfNobodyInParticular(InetAddress address) {
        byte[] bytes = address.getAddress();
        return address.isLoopbackAddress()
                || address.isAnyLocalAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || bytes.length == 16 && (bytes[0] & UNIQUE_LOCAL_MASK) == UNIQUE_LOCAL;
    }
}
