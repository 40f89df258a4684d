package dev.porchlight.socket.engine.websocket;

import com.corundumstudio.socketio.HandshakeData;
import dev.porchlight.socket.engine.http.HttpRejection;
import dev.porchlight.socket.engine.http.RequestRejectedException;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Only a session's own client may upgrade it. A client that is rejected by mistake merely stays on polling. */
public final class UpgradeRules {

    private static final Pattern HOST = Pattern.compile("(?:https?://)?(.+?)(?::\\d*)?");

    private UpgradeRules() {}

    public static void check(HandshakeData session, HandshakeData upgrade) throws RequestRejectedException {
        if (!session.getAddress().getAddress().equals(upgrade.getAddress().getAddress())
                || !isSamePage(session, upgrade)) {
            throw new RequestRejectedException(HttpRejection.BAD_REQUEST);
        }
    }

    /** Browsers send no Origin with a same-origin GET, but always send one with a WebSocket. */
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
