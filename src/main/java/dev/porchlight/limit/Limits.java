package dev.porchlight.limit;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.AddressBlock;
import dev.porchlight.network.AddressRanges;
import dev.porchlight.network.Source;
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
public final class Limits {

    private final LimitSettings settings;
    private final AddressRanges exempt;
    private final RateLimit<AddressBlock> registrations;
    private final RateLimit<AddressBlock> logIns;
    private final RateLimit<AccountSource> failures;
    private final RateLimit<AddressBlock> failuresOfAddress;
    private final RateLimit<AddressBlock> chats;
    private final RateLimit<ObjectId> guestMessages;
    private final RateLimit<ObjectId> ownerMessages;
    private final RateLimit<ObjectId> requests;

    private record AccountSource(String account, AddressBlock source) {}

    Limits(LimitSettings settings, Clock clock) {
        this.settings = settings;
        exempt = AddressRanges.parse("PORCHLIGHT_LIMITS_EXEMPT", settings.exempt());
        Duration hour = Duration.ofHours(1);
        Duration quarter = Duration.ofMinutes(15);
        String failed = "Too many log-ins have failed; please wait a while.";
        String messages = "That is too many messages at once; please wait a moment.";
        registrations = new RateLimit<>(
                Rate.per(hour, settings.registrationsPerHour()),
                clock,
                "Too many accounts were asked for from your address; please wait a while.");
        logIns = new RateLimit<>(
                Rate.per(quarter, settings.logInsPerAddress()),
                clock,
                "Too many have logged in from your address; please wait a while.");
        failures = new RateLimit<>(Rate.per(quarter, settings.logInFailures()), clock, failed);
        failuresOfAddress = new RateLimit<>(Rate.per(quarter, settings.logInFailuresPerAddress()), clock, failed);
        chats = new RateLimit<>(
                Rate.per(hour, settings.chatsPerHour()),
                clock,
                "Too many chats were opened from your address; please wait a while.");
        guestMessages = new RateLimit<>(
                Rate.perSecond(settings.guestMessagesPerSecond(), settings.messageBurst()), clock, messages);
        ownerMessages = new RateLimit<>(
                Rate.perSecond(settings.ownerMessagesPerSecond(), settings.messageBurst()), clock, messages);
        requests = new RateLimit<>(
                Rate.perSecond(settings.requestsPerSecond(), settings.requestBurst()),
                clock,
                "That is too much at once; please wait a moment.");
    }

    public void register(Source source) {
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
    public <T> T logIn(Source source, String account, Supplier<T> attempt) {
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
                        Limits::isWrongPassword,
                        () -> failures.attempt(accountSource, Limits::isWrongPassword, attempt)));
    }

    private static boolean isWrongPassword(@Nullable RuntimeException failure) {
        return failure instanceof RequestException e
                && (e.getCode() == ErrorCode.UNAUTHORIZED || e.getCode() == ErrorCode.FORBIDDEN);
    }

    public void newChat(Source source) {
        if (isLimited(source)) {
            chats.take(AddressBlock.of(source.address()));
        }
    }

    public void message(Source source, Principal sender) {
        if (isLimited(source)) {
            (sender instanceof OwnerPrincipal ? ownerMessages : guestMessages).take(sender.id());
        }
    }

    /** Any request, by whoever sends it. */
    public void request(Source source, Principal principal) {
        if (isLimited(source)) {
            requests.take(principal.id());
        }
    }

    /** Any request, by the connection it comes on, which keeps its allowance. */
    public void request(Source source, Allowance connection) {
        if (isLimited(source)) {
            requests.take(connection);
        }
    }

    /** Whether a client is held to limits at all. */
    public boolean isLimited(Source source) {
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
