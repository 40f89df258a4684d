package dev.porchlight.socket.guard;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;

/** Collects a request's body up to a limit, and says so over it in a way that browsers let their page read. */
final class RequestAggregator extends HttpObjectAggregator {

    RequestAggregator(int maxContentLength) {
        super(maxContentLength);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpExchange.of(ctx.channel(), (HttpRequest) oversized).refuse(Refusal.TOO_LARGE);
    }
}
