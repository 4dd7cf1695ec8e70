package io.rookery.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.util.concurrent.FastThreadLocal;
import io.rookery.edge.websocket.Framing;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.stanza.Stanza;
import io.rookery.xmpp.stream.StreamHeader;
import io.rookery.xmpp.xml.Element;
import io.rookery.xmpp.xml.Namespaces;
import io.rookery.xmpp.xml.Scope;
import io.rookery.xmpp.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// Writes a stream's parts to its socket, in the form of its transport. Nothing is flushed. Each
/// method answers the number of bytes.
@SuppressWarnings({
    "FutureReturnValueIgnored", // a failed write ends in channelInactive
    "ImmutableEnumChecker" // what a thread keeps is its own buffer
})
enum Wire {
    TCP(Scope.STREAM) {
        @Override
        int open(ChannelHandlerContext ctx, @Nullable String from, @Nullable String to, String id) {
            byte[] bytes = header(from, to, id).toBytes(Namespaces.CLIENT, false);
            frame(ctx, ctx.alloc().buffer(bytes.length).writeBytes(bytes));
            return bytes.length;
        }

        @Override
        void close(ChannelHandlerContext ctx, @Nullable StreamError error) {
            if (error != null) {
                send(ctx, error.toElement());
            }
            frame(ctx, Unpooled.wrappedBuffer(StreamHeader.end()));
        }

        @Override
        void frame(ChannelHandlerContext ctx, ByteBuf bytes) {
            ctx.write(bytes, ctx.voidPromise());
        }
    },

    WEBSOCKET(Scope.DOCUMENT) {
        @Override
        int open(ChannelHandlerContext ctx, @Nullable String from, @Nullable String to, String id) {
            return send(ctx, header(from, to, id).toOpen());
        }

        @Override
        void close(ChannelHandlerContext ctx, @Nullable StreamError error) {
            String elsewhere = error == null ? null : error.address();
            if (elsewhere != null) {
                send(ctx, Framing.closeTo(elsewhere)); // RFC 7395 §3.6.1: in the error's place
                return;
            }
            if (error != null) {
                send(ctx, error.toElement());
            }
            send(ctx, Framing.CLOSE);
        }

        @Override
        void frame(ChannelHandlerContext ctx, ByteBuf bytes) {
            ctx.write(new TextWebSocketFrame(bytes), ctx.voidPromise());
        }
    };

    private static final int KEPT_BYTES = 64 * 1024;

    private final FastThreadLocal<XmlWriter> writers;

    Wire(Scope scope) {
        this.writers =
                new FastThreadLocal<>() {
                    @Override
                    protected XmlWriter initialValue() {
                        return new XmlWriter(scope, 4096);
                    }
                };
    }

    /// The stream header with this server's domain and the client's address.
    abstract int open(
            ChannelHandlerContext ctx, @Nullable String from, @Nullable String to, String id);

    /// The stream's end, after an error unless that is null.
    abstract void close(ChannelHandlerContext ctx, @Nullable StreamError error);

    abstract void frame(ChannelHandlerContext ctx, ByteBuf bytes);

    int send(ChannelHandlerContext ctx, Element element) {
        XmlWriter writer = writers.get();
        element.writeTo(writer);
        return write(ctx, writer);
    }

    int send(ChannelHandlerContext ctx, Stanza stanza) {
        XmlWriter writer = writers.get();
        stanza.writeTo(writer);
        return write(ctx, writer);
    }

    private int write(ChannelHandlerContext ctx, XmlWriter writer) {
        int size = writer.size();
        frame(ctx, ctx.alloc().buffer(size).writeBytes(writer.buffer(), 0, size));
        writer.reset();
        if (writer.buffer().length > KEPT_BYTES) {
            writers.remove(); // one large stanza shall not stay for ever
        }
        return size;
    }

    private static StreamHeader header(@Nullable String from, @Nullable String to, String id) {
        return new StreamHeader(to, from, id, "1.0", "en");
    }
}
