package dev.porchlight.socket.engine;

import com.corundumstudio.socketio.SocketIOClient;
import com.corundumstudio.socketio.listener.ExceptionListener;
import dev.porchlight.socket.engine.config.CloseReason;
import io.netty.channel.ChannelHandlerContext;
import java.util.List;
import lombok.extern.slf4j.Slf4j;

/**
 * Disconnects a client whose listener threw. The message of an exception may quote what the client sent, so only its class
 * and place are logged.
 */
@Slf4j
final class ClosingExceptionListener implements ExceptionListener {

    @Override
    public void onEventException(Exception e, List<Object> args, SocketIOClient client) {
        report("event", e);
        Connections.close(client, CloseReason.INTERNAL_ERROR);
    }

    @Override
    public void onConnectException(Exception e, SocketIOClient client) {
        report("connect", e);
        Connections.close(client, CloseReason.INTERNAL_ERROR);
    }

    @Override
    public void onDisconnectException(Exception e, SocketIOClient client) {
        report("disconnect", e);
    }

    @Override
    @Deprecated
    public void onPingException(Exception e, SocketIOClient client) {
        report("ping", e);
    }

    @Override
    public void onPongException(Exception e, SocketIOClient client) {
        report("pong", e);
    }

    @Override
    public void onAuthException(Throwable e, SocketIOClient client) {
        report("auth", e);
        Connections.close(client, CloseReason.INTERNAL_ERROR);
    }

    @Override
    public boolean exceptionCaught(ChannelHandlerContext ctx, Throwable e) {
        report("channel", e);
        ctx.close();
        return true;
    }

    private static void report(String listener, Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        log.error(
                "A socket's {} listener threw {} at {}",
                listener,
                e.getClass().getName(),
                trace.length == 0 ? "an unknown place" : trace[0]);
    }
}
