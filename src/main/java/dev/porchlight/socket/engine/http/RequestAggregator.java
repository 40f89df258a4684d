package dev.porchlight.socket.engine.http;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpRequest;

/** Aggregates a request; rejects one over the limit with CORS headers, so that the page can read the response. */
public final class RequestAggregator extends HttpObjectAggregator {

    private final EngineMetrics metrics;

    public RequestAggregator(int maxContentLength, EngineMetrics metrics) {
        super(maxContentLength);
        this.metrics = metrics;
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        HttpExchange.of(ctx.channel(), (HttpRequest) oversized, metrics).reject(HttpRejection.TOO_LARGE);
    }
}
