package dev.porchlight.limit;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.network.AddressRanges;
import dev.porchlight.network.RequestSource;
import dev.porchlight.token.OwnerPrincipal;
import dev.porchlight.token.Principal;
import java.net.InetAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Component;

/** Refuses with {@code RATE_LIMITED} what is too much for one client, so that there is enough for all. */
@Component
@EnableConfigurationProperties(LimitSettings.class)
public final class RequestLimits {

    private final LimitSettings settings;
    private final AddressRanges exempt;
    private final RateLimiter<AddressBlock> registrations;
    private final RateLimiter<AddressBlock> logIns;
    private final RateLimiter<AccountSource> failures;
    private final RateLimiter<AddressBlock> failuresOfAddress;
    private final RateLimiter<AddressBlock> chats;
    private final RateLimiter<ObjectId> guestMessages;
    private final RateLimiter<ObjectId> ownerMessages;
    private final RateLimiter<ObjectId> requests;

    private record AccountSource(String account, AddressBlock source) {}

    RequestLimits(LimitSettings settings, Clock clock) {
        this.settings = settings;
        exempt = AddressRanges.parse("PORCHLIGHT_LIMITS_EXEMPT", settings.exempt());
        Duration hour = Duration.ofHours(1);
        Duration quarter = Duration.ofMinutes(15);
        String failed = "Too many log-ins have failed; please wait a while.";
        String messages = "That is too many messages at once; please wait a moment.";
        registrations = new RateLimiter<>(
                Bandwidth.per(hour, settings.registrationsPerHour()),
                clock,
                "Too many accounts were asked for from your address; please wait a while.");
        logIns = new RateLimiter<>(
                Bandwidth.per(quarter, settings.logInsPerAddress()),
                clock,
                "Too many have logged in from your address; please wait a while.");
        failures = new RateLimiter<>(Bandwidth.per(quarter, settings.logInFailures()), clock, failed);
        failuresOfAddress =
                new RateLimiter<>(Bandwidth.per(quarter, settings.logInFailuresPerAddress()), clock, failed);
        chats = new RateLimiter<>(
                Bandwidth.per(hour, settings.chatsPerHour()),
                clock,
                "Too many chats were opened from your address; please wait a while.");
        guestMessages = new RateLimiter<>(
                Bandwidth.perSecond(settings.guestMessagesPerSecond(), settings.messageBurst()), clock, messages);
        ownerMessages = new RateLimiter<>(
                Bandwidth.perSecond(settings.ownerMessagesPerSecond(), settings.messageBurst()), clock, messages);
        requests = new RateLimiter<>(
                Bandwidth.perSecond(settings.requestsPerSecond(), settings.requestBurst()),
                clock,
                "That is too much at once; please wait a moment.");
    }

    public void register(RequestSource source) {
        if (isLimited(source)) {
            registrations.take(AddressBlock.of(source.address()));
        }
    }

    /**
     * Lets somebody try to log in, or prove anew who she is, counted by address: whatever strangers do elsewhere locks
     * nobody out.
     *
     * @param account the same for all that its password is asked for
     */
    public <T> T logIn(RequestSource source, String account, Supplier<T> attempt) {
        if (!isLimited(source)) {
            return attempt.get();
        }
        AddressBlock block = AddressBlock.of(source.address());
        AccountSource accountSource = new AccountSource(account, block);
        // The address first: one that has used up its failures cannot fill the other table.
        return logIns.attempt(
                block,
                Objects::isNull,
                () -> failuresOfAddress.attempt(
                        block,
                        RequestLimits::isWrongPassword,
                        () -> failures.attempt(accountSource, RequestLimits::isWrongPassword, attempt)));
    }

    private static boolean isWrongPassword(@Nullable RuntimeException failure) {
        return failure instanceof RequestException e
                && (e.getCode() == ErrorCode.UNAUTHORIZED || e.getCode() == ErrorCode.FORBIDDEN);
    }

    public void newChat(RequestSource source) {
        if (isLimited(source)) {
            chats.take(AddressBlock.of(source.address()));
        }
    }

    public void message(RequestSource source, Principal sender) {
        if (isLimited(source)) {
            (sender instanceof OwnerPrincipal ? ownerMessages : guestMessages).take(sender.id());
        }
    }

    /** Any request, by whoever sends it. */
    public void request(RequestSource source, Principal principal) {
        if (isLimited(source)) {
            requests.take(principal.id());
        }
    }

    /** Any request, by the connection it comes on, which keeps its allowance. */
    public void request(RequestSource source, TokenBucket connection) {
        if (isLimited(source)) {
            requests.take(connection);
        }
    }

    /** Whether a client is held to limits at all. */
    public boolean isLimited(RequestSource source) {
        return source.forwarded() ? settings.enabled() : isLimited(source.address());
    }

    /** As above, for a peer that has not said yet what it wants. */
    public boolean isLimited(InetAddress peer) {
        return settings.enabled() && !exempt.contains(peer);
    }

    public int restConnectionsPerAddress() {
        return settings.restConnectionsPerAddress();
    }

    public int connectionsPerAddress() {
        return settings.connectionsPerAddress();
    }
}
