package dev.porchlight.socket.engine;

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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The way back to one request: a single response, after which the connection ends. No cookie is ever set. */
record HttpExchange(Channel channel, @Nullable String origin, GuardWatch watch) {

    private static final long LINGER_MILLIS = 1000;

    static HttpExchange of(Channel channel, HttpRequest request, GuardWatch watch) {
        return new HttpExchange(channel, request.headers().get(HttpHeaderNames.ORIGIN), watch);
    }

    /** @return completes once it has left, or cannot any more */
    ChannelFuture answer(byte[] text) {
        FullHttpResponse response = response(HttpResponseStatus.OK, Unpooled.wrappedBuffer(text));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=UTF-8");
        return send(response).addListener(ChannelFutureListener.CLOSE);
    }

    void refuse(Refusal refusal) {
        watch.refused(refusal.name());
        FullHttpResponse response = response(refusal.status(), Unpooled.wrappedBuffer(refusal.body()));
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
        if (refusal == Refusal.METHOD_NOT_ALLOWED) {
            response.headers().set(HttpHeaderNames.ALLOW, "GET, POST, OPTIONS");
        }
        send(response).addListener(refused -> linger());
    }

    void answerPreflight(@Nullable String requestedHeaders) {
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
            // Any site may host the widget. 2.x clients ask with credentials, and as there are none, no harm is done.
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
        return channel.writeAndFlush(response);
    }

    /** Closing while the client still sends would reset the connection, and the refusal would be lost on its way. */
    private void linger() {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        }
        channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
    }
}
