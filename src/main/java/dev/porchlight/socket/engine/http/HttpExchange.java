package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.concurrent.Semaphore;
import lombok.AccessLevel;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/** One request and its one response. Never sets a cookie. Used on any thread. */
@RequiredArgsConstructor(access = AccessLevel.PRIVATE)
public final class HttpExchange {

    private static final int MAX_LINGERING = 500;

    /** Of this process. */
    private static final Semaphore LINGERING = new Semaphore(MAX_LINGERING);

    private final Channel channel;
    private final @Nullable String origin;
    private final EngineMetrics metrics;
    /** Called on the event loop once the connection may take the next request. */
    private final Runnable onKept;

    private volatile boolean kept;

    /**
     * @param onKept called on the event loop when the response is sent, if the connection stays open for the next request; not
     *     called after a rejection
     */
    public static HttpExchange of(Channel channel, HttpRequest request, EngineMetrics metrics, Runnable onKept) {
        HttpExchange exchange =
                new HttpExchange(channel, request.headers().get(HttpHeaderNames.ORIGIN), metrics, onKept);
        // A client of HTTP/1.0 would have to be told.
        exchange.kept = request.protocolVersion().isKeepAliveDefault() && HttpUtil.isKeepAlive(request);
        return exchange;
    }

    public Channel channel() {
        return channel;
    }

    /** Closes the connection after the response. */
    public void closeAfterResponse() {
        kept = false;
    }

    /** Asks for the body of a request whose client waits for that. */
    public void respondContinue() {
        channel.writeAndFlush(
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
    }

    /** @return completes once the response is written to the kernel, or has failed */
    public ChannelFuture respond(byte[] text) {
        FullHttpResponse response = response(HttpResponseStatus.OK, Unpooled.wrappedBuffer(text));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8");
        return sendAndKeep(response);
    }

    /** What arrives after this is dropped, and the connection closed. */
    public void reject(HttpRejection rejection) {
        metrics.rejected(rejection.name());
        DiscardingHandler discarding = new DiscardingHandler(LINGERING);
        channel.pipeline().addFirst(discarding);
        FullHttpResponse response = response(rejection.status(), Unpooled.wrappedBuffer(rejection.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        if (rejection == HttpRejection.METHOD_NOT_ALLOWED) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, POST, OPTIONS");
        }
        send(response, sent -> {
            shutdownOutput();
            discarding.closeWhenQuiet(channel);
        });
    }

    public void respondToPreflight(@Nullable String requestedHeaders) {
        FullHttpResponse response = response(HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");
        if (requestedHeaders != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, requestedHeaders);
        }
        sendAndKeep(response);
    }

    private FullHttpResponse response(HttpResponseStatus status, ByteBuf content) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set("X-Content-Type-Options", "nosniff");
        // Any site may host the widget. 2.x clients send credentials, which is harmless as no cookie is read.
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin == null ? "*" : origin);
        headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        if (origin != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
        return response;
    }

    private ChannelFuture sendAndKeep(FullHttpResponse response) {
        if (!kept) {
            response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        return send(response, sent -> {
            if (sent.isSuccess() && kept) {
                onKept.run();
            } else {
                channel.close();
            }
        });
    }

    /** @param onSent listens before anything is written: the client's next request may come before this returns */
    private ChannelFuture send(FullHttpResponse response, ChannelFutureListener onSent) {
        if (!response.status().equals(HttpResponseStatus.NO_CONTENT)) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        }
        ChannelPromise promise = channel.newPromise();
        promise.addListener(sent -> {
            if (!sent.isSuccess() && channel.isActive()) {
                channel.pipeline().fireExceptionCaught(sent.cause());
            }
        });
        promise.addListener(onSent);
        return channel.writeAndFlush(response, promise);
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
