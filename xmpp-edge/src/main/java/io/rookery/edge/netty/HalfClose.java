package io.rookery.edge.netty;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;

/// Ends the writing half of a socket, so that a peer reads to the end what was written; closing
/// both at once may take it away again (RFC 9293 §3.6.1).
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class HalfClose {
    private HalfClose() {}

    static void of(Channel channel) {
        SslHandler tls = channel.pipeline().get(SslHandler.class);
        if (tls == null) {
            shutdown(channel);
        } else {
            tls.closeOutbound().addListener(future -> shutdown(channel));
        }
    }

    private static void shutdown(Channel channel) {
        if (channel instanceof DuplexChannel duplex) {
            duplex.shutdownOutput();
        } else {
            channel.close();
        }
    }
}
