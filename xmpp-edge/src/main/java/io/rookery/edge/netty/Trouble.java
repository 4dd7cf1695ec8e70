package io.rookery.edge.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import io.rookery.xmpp.error.StreamError;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where exceptions of a connection end.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class Trouble {
    private static final Logger LOG = LoggerFactory.getLogger(Trouble.class);

    private Trouble() {}

    static void at(Connection connection, ChannelHandlerContext ctx, Throwable cause) {
        switch (cause) {
            case IOException broken -> {
                LOG.debug("{}: socket broken", ctx.channel(), broken);
                ctx.close();
            }
            case CodecException hostile -> { // TLS, HTTP or WebSocket that is none
                LOG.debug("{}: refused", ctx.channel(), hostile);
                ctx.close();
            }
            default -> {
                connection
                        .about(LOG.atError())
                        .setCause(cause)
                        .log("{}: a fault of ours", ctx.channel());
                connection.leave(StreamError.of(StreamError.Condition.INTERNAL_SERVER_ERROR));
            }
        }
    }
}
