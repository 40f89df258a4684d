package dev.porchlight.socket.engine;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;

/** Collects a request's body up to a limit, and says so over it in a way that browsers let their page read. */
final class RequestAggregator extends HttpObjectAggregator {

    private final GuardWatch watch;

    RequestAggregator(int maxContentLength, GuardWatch watch) {
        super(maxContentLength);
        this.watch = watch;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpExchange.of(ctx.channel(), (HttpRequest) oversized, watch).refuse(Refusal.TOO_LARGE);
    }
}
