package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
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
import org.jspecify.annotations.Nullable;

/** One request and its one response, after which the connection is closed. Never sets a cookie. */
public record HttpExchange(Channel channel, @Nullable String origin, EngineMetrics metrics) {

    private static final int MAX_LINGERING = 500;

    /** Of this process. */
    private static final Semaphore LINGERING = new Semaphore(MAX_LINGERING);

    public static HttpExchange of(Channel channel, HttpRequest request, EngineMetrics metrics) {
        return new HttpExchange(channel, request.headers().get(HttpHeaderNames.ORIGIN), metrics);
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
        return send(response).addListener(ChannelFutureListener.CLOSE);
    }

    /** What arrives after this is dropped. */
    public void reject(HttpRejection rejection) {
        metrics.rejected(rejection.name());
        DiscardingHandler discarding = new DiscardingHandler(LINGERING);
        channel.pipeline().addFirst(discarding);
        FullHttpResponse response = response(rejection.status(), Unpooled.wrappedBuffer(rejection.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        if (rejection == HttpRejection.METHOD_NOT_ALLOWED) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, POST, OPTIONS");
        }
        send(response).addListener(sent -> shutdownOutput()).addListener(sent -> discarding.closeWhenQuiet(channel));
    }

    public void respondToPreflight(@Nullable String requestedHeaders) {
        FullHttpResponse response = response(HttpResponseStatus.NO_CONTENT, Unpooled.EMPTY_BUFFER);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, OPTIONS");
        headers.set(HttpHeaderNames.ACCESS_CONTROL_MAX_AGE, "7200");
        if (requestedHeaders != null) {
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_HEADERS, requestedHeaders);
        }
        send(response).addListener(ChannelFutureListener.CLOSE);
    }

    private FullHttpResponse response(HttpResponseStatus status, ByteBuf content) {
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
        HttpHeaders headers = response.headers();
        headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_STORE);
        headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        headers.set("X-Content-Type-Options", "nosniff");
        if (origin != null) {
            // Any site may host the widget. 2.x clients send credentials, which is harmless as no cookie is read.
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.set(HttpHeaderNames.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
            headers.set(HttpHeaderNames.VARY, HttpHeaderNames.ORIGIN);
        }
        return response;
    }

    private ChannelFuture send(FullHttpResponse response) {
        if (!response.status().equals(HttpResponseStatus.NO_CONTENT)) {
            HttpUtil.setContentLength(response, response.content().readableBytes());
        }
        return channel.writeAndFlush(response).addListener(sent -> {
            if (!sent.isSuccess() && channel.isActive()) {
                channel.pipeline().fireExceptionCaught(sent.cause());
            }
        });
    }

    private void shutdownOutput() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
    }
}
