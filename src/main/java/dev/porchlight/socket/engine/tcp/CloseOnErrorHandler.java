package dev.porchlight.socket.engine.tcp;

import dev.porchlight.socket.engine.config.EngineMetrics;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.jspecify.annotations.Nullable;

/** The last handler of the pipeline: releases unhandled messages, and closes the connection on an exception. */
@Slf4j
@RequiredArgsConstructor
public final class CloseOnErrorHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_CAUSES = 8;

    private final EngineMetrics metrics;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object unhandled) {
        ReferenceCountUtil.release(unhandled);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // First, so that its memory is free again.
        ctx.close();
        log.debug("Connection closed on {}", cause.getClass().getName());
        OutOfMemoryError outOfMemory = outOfMemory(cause);
        if (outOfMemory != null) {
            metrics.rejected("memory");
            metrics.outOfMemory(outOfMemory);
        } else if (!(cause instanceof IOException)) {
            metrics.rejected(cause instanceof DecoderException ? "an invalid frame" : "an internal error");
        }
    }

    /** Codecs wrap what they throw. */
    private static @Nullable OutOfMemoryError outOfMemory(@Nullable Throwable thrown) {
        Throwable cause = thrown;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof OutOfMemoryError error) {
                return error;
            }
            cause = cause.getCause();
        }
        return null;
    }
}
