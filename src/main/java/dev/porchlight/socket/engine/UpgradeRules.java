package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.HandshakeData;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Whose WebSocket may go on with a polling session: its own client's. Who is refused stays safely on polling. */
final class UpgradeRules {

    private static final Pattern HOST = Pattern.compile("(?:https?://)?(.+?)(?::\\d*)?");

    private UpgradeRules() {}

    static void check(HandshakeData session, HandshakeData upgrade) throws RequestRefusedException {
        if (!session.getAddress().getAddress().equals(upgrade.getAddress().getAddress())
                || !isSamePage(session, upgrade)) {
            throw new RequestRefusedException(Refusal.BAD_REQUEST);
        }
    }

    /** For a GET to their page's own host browsers do not say its origin; for a WebSocket they do. */
    private static boolean isSamePage(HandshakeData session, HandshakeData upgrade) {
        String before = origin(session);
        String now = origin(upgrade);
        return Objects.equals(before, now)
                || before == null
                        && now != null
                        && host(now)
                                .equalsIgnoreCase(host(upgrade.getHttpHeaders().get(HttpHeaderNames.HOST, "")));
    }

    private static @Nullable String origin(HandshakeData handshake) {
        return handshake.getHttpHeaders().get(HttpHeaderNames.ORIGIN);
    }

    /** Without the port, which proxies may leave out. */
    private static String host(String address) {
        Matcher matcher = HOST.matcher(address);
        return matcher.matches() ? matcher.group(1) : "";
    }
}
