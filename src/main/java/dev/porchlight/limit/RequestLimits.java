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

/**
 * The rate limits by address, principal and connection; the constructor defines them, {@link LimitSettings} their numbers.
 * Each check consumes a token and throws {@code RATE_LIMITED} if there is none. Nothing here blocks.
 */
@Component
@EnableConfigurationProperties(LimitSettings.class)
public final class RequestLimits {

    /** So many connections of one address may together send what each may alone. */
    private static final int CONNECTIONS_AT_FULL_RATE = 10;

    private final LimitSettings settings;
    private final AddressRanges exempt;
    private final RateLimiter<AddressBlock> registrations;
    private final RateLimiter<AddressBlock> logIns;
    private final RateLimiter<AddressBlock> failedLogIns;
    private final RateLimiter<AccountAtAddress> failedLogInsToAccount;
    private final RateLimiter<AddressBlock> newChats;
    private final RateLimiter<ObjectId> guestMessages;
    private final RateLimiter<ObjectId> ownerMessages;
    private final RateLimiter<ObjectId> requests;
    private final RateLimiter<AddressBlock> requestsOfAddress;

    private record AccountAtAddress(String account, AddressBlock address) {}

    RequestLimits(LimitSettings settings, Clock clock) {
        this.settings = settings;
        exempt = AddressRanges.parse("PORCHLIGHT_LIMITS_EXEMPT", settings.exempt());
        Duration hour = Duration.ofHours(1);
        Duration quarter = Duration.ofMinutes(15);
        registrations = new RateLimiter<>(
                Bandwidth.per(hour, settings.registrationsPerHour()),
                clock,
                "Too many accounts were asked for from your address; please wait a while.");
        logIns = new RateLimiter<>(
                Bandwidth.per(quarter, settings.logInsPerAddress()),
                clock,
                "Too many have logged in from your address; please wait a while.");
        String tooManyFailures = "Too many log-ins have failed; please wait a while.";
        failedLogIns =
                new RateLimiter<>(Bandwidth.per(quarter, settings.logInFailuresPerAddress()), clock, tooManyFailures);
        failedLogInsToAccount =
                new RateLimiter<>(Bandwidth.per(quarter, settings.logInFailures()), clock, tooManyFailures);
        newChats = new RateLimiter<>(
                Bandwidth.per(hour, settings.chatsPerHour()),
                clock,
                "Too many chats were opened from your address; please wait a while.");
        String tooManyMessages = "That is too many messages at once; please wait a moment.";
        guestMessages = new RateLimiter<>(
                Bandwidth.perSecond(settings.guestMessagesPerSecond(), settings.messageBurst()),
                clock,
                tooManyMessages);
        ownerMessages = new RateLimiter<>(
                Bandwidth.perSecond(settings.ownerMessagesPerSecond(), settings.messageBurst()),
                clock,
                tooManyMessages);
        String tooManyRequests = "That is too much at once; please wait a moment.";
        requests = new RateLimiter<>(
                Bandwidth.perSecond(settings.requestsPerSecond(), settings.requestBurst()), clock, tooManyRequests);
        requestsOfAddress = new RateLimiter<>(
                Bandwidth.perSecond(
                        CONNECTIONS_AT_FULL_RATE * settings.requestsPerSecond(),
                        CONNECTIONS_AT_FULL_RATE * settings.requestBurst()),
                clock,
                tooManyRequests);
    }

    /** Limits attempts to register by address. */
    public void checkRegistration(RequestSource source) {
        if (isLimited(source)) {
            registrations.consume(AddressBlock.of(source.address()));
        }
    }

    /**
     * Runs a check of a password within the limits on log-ins. They are counted by address, so that failures elsewhere
     * lock no owner out: successes and failures of an address, and failures of an address to one account.
     *
     * @param account identifies the account; the same for every check of its password
     * @param logIn throws {@code UNAUTHORIZED} or {@code FORBIDDEN} for a wrong password
     * @throws RequestException {@code RATE_LIMITED}, without running the check; otherwise what it throws
     */
    public <T> T callLogIn(RequestSource source, String account, Supplier<T> logIn) {
        if (!isLimited(source)) {
            return logIn.get();
        }
        AddressBlock address = AddressBlock.of(source.address());
        AccountAtAddress accountAtAddress = new AccountAtAddress(account, address);
        // The account last: an address without failures left must not fill that table with made-up accounts.
        return logIns.call(
                address,
                Objects::isNull,
                () -> failedLogIns.call(
                        address,
                        RequestLimits::isWrongPassword,
                        () -> failedLogInsToAccount.call(accountAtAddress, RequestLimits::isWrongPassword, logIn)));
    }

    private static boolean isWrongPassword(@Nullable RuntimeException failure) {
        return failure instanceof RequestException e
                && (e.getCode() == ErrorCode.UNAUTHORIZED || e.getCode() == ErrorCode.FORBIDDEN);
    }

    /** Limits new chats by address. */
    public void checkNewChat(RequestSource source) {
        if (isLimited(source)) {
            newChats.consume(AddressBlock.of(source.address()));
        }
    }

    /** Limits messages by sender, at the rate of owners or of guests. */
    public void checkMessage(RequestSource source, Principal sender) {
        if (isLimited(source)) {
            RateLimiter<ObjectId> messages = sender instanceof OwnerPrincipal ? ownerMessages : guestMessages;
            messages.consume(sender.id());
        }
    }

    /** Limits requests of any kind by principal, on all its connections. */
    public void checkRequest(RequestSource source, Principal principal) {
        if (isLimited(source)) {
            requests.consume(principal.id());
        }
    }

    /** Limits requests of any kind by connection, which keeps its bucket, and then by address. */
    public void checkRequest(RequestSource source, TokenBucket connection) {
        if (isLimited(source)) {
            requests.consume(connection);
            requestsOfAddress.consume(AddressBlock.of(source.address()));
        }
    }

    /** Whether limits hold for a request: not if they are off, nor from an exempt address unless it was forwarded. */
    public boolean isLimited(RequestSource source) {
        return source.forwarded() ? settings.enabled() : isLimited(source.address());
    }

    /** Whether limits hold for a peer that has not sent a request yet. */
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
