package io.rookery.edge.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.rookery.edge.handover.Way;
import io.rookery.edge.stream.Link;
import io.rookery.edge.stream.StreamInput;
import io.rookery.edge.stream.StreamState;
import io.rookery.edge.websocket.Framing;
import io.rookery.xmpp.error.StreamError;
import io.rookery.xmpp.error.StreamException;
import io.rookery.xmpp.stream.Parsed;
import io.rookery.xmpp.stream.StanzaParser;
import io.rookery.xmpp.stream.StreamContext;
import io.rookery.xmpp.stream.StreamHeader;
import io.rookery.xmpp.xml.Element;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Feeds a WebSocket's messages to its connection (RFC 7395 §3): each is a document of its own.
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or close ends in channelInactive
final class WebSocketHandler extends ChannelInboundHandlerAdapter implements Source {
    /// Name of the frame decoder that the handshake puts in the pipeline.
    private static final String DECODER = "wsdecoder";

    private final Kernel kernel;
    private final InetAddress address;
    private final Link link;

    private StanzaParser parser;
    private StreamContext context = StreamContext.webSocket();
    private @Nullable Connection connection;
    private @Nullable ChannelHandlerContext ctx;
    // The beginning of a message that comes in several frames; null between messages.
    private @Nullable ByteArrayOutputStream partial;
    // Messages not looked at yet; null while there are none.
    private @Nullable ArrayDeque<byte[]> backlog;
    private boolean pumping;
    private WebSocketCloseStatus status = WebSocketCloseStatus.NORMAL_CLOSURE;

    WebSocketHandler(Kernel kernel, InetAddress address, Link link) {
        this.kernel = kernel;
        this.address = address;
        this.link = link;
        this.parser = kernel.parsers().beforeLogin();
    }

    /// What a frame decoder shall take.
    static WebSocketDecoderConfig decoderConfig(int maxBytes) {
        return WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(maxBytes)
                .allowExtensions(false)
                .closeOnProtocolViolation(false) // the stream is ended first
                .build();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        ctx = added;
        connection =
                new Connection(
                        kernel,
                        added,
                        Wire.WEBSOCKET,
                        this,
                        address,
                        StreamState.AwaitingHeader.first(link));
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) {
        try {
            if (message instanceof WebSocketFrame frame) {
                if (connection().isOver()) {
                    ended(from, frame);
                    return;
                }
                connection().alive();
                take(from, frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
        pump();
    }

    private void take(ChannelHandlerContext from, WebSocketFrame frame) {
        switch (frame) {
            case TextWebSocketFrame text -> part(text.content(), text.isFinalFragment());
            case ContinuationWebSocketFrame more -> part(more.content(), more.isFinalFragment());
            case PingWebSocketFrame ping -> {
                connection().pinged(ping.content().readableBytes());
                from.writeAndFlush(new PongWebSocketFrame(ping.content().retain()));
            }
            case PongWebSocketFrame pong -> {}
            case CloseWebSocketFrame close -> {
                status = status(close);
                connection().abandoned();
            }
            case BinaryWebSocketFrame binary ->
                    refuse(
                            WebSocketCloseStatus.INVALID_MESSAGE_TYPE,
                            StreamError.Condition.BAD_FORMAT,
                            "messages are text (RFC 7395 §3.2)");
            default -> {} // the decoder knows no other
        }
    }

    /// After our closing frame only the peer's own counts (RFC 6455 §5.5.1).
    private static void ended(ChannelHandlerContext from, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame) {
            from.close();
        }
    }

    /// The status that answers a peer's: its own, where it said one.
    private static WebSocketCloseStatus status(CloseWebSocketFrame close) {
        return close.statusCode() < 0
                ? WebSocketCloseStatus.NORMAL_CLOSURE
                : WebSocketCloseStatus.valueOf(close.statusCode());
    }

    private void refuse(
            WebSocketCloseStatus why, StreamError.Condition condition, String explanation) {
        status = why;
        connection().fail(StreamError.of(condition, explanation));
    }

    private void part(ByteBuf content, boolean last) {
        ByteArrayOutputStream before = partial;
        int size = content.readableBytes() + (before == null ? 0 : before.size());
        if (size > parser.input().limits().maxFrameBytes()) {
            partial = null;
            refuse(
                    WebSocketCloseStatus.MESSAGE_TOO_BIG,
                    StreamError.Condition.POLICY_VIOLATION,
                    "too large");
        } else if (last) {
            partial = null;
            byte[] bytes = ByteBufUtil.getBytes(content);
            if (before != null) {
                before.writeBytes(bytes);
                bytes = before.toByteArray();
            }
            if (backlog == null) {
                backlog = new ArrayDeque<>(2);
            }
            backlog.add(bytes);
        } else {
            // Grows by doubling: a message in a thousand frames is not copied a thousand times.
            partial = before == null ? new ByteArrayOutputStream(size) : before;
            partial.writeBytes(ByteBufUtil.getBytes(content));
        }
    }

    @Override
    public Way way() {
        return Way.WEBSOCKET;
    }

    @Override
    public void pump() {
        if (pumping) {
            return;
        }
        pumping = true;
        try {
            while (backlog != null && connection().isReading()) {
                byte[] next = backlog.poll();
                if (next == null) {
                    backlog = null;
                } else {
                    message(next);
                }
            }
        } catch (StreamException e) {
            connection().fail(e.error());
        } finally {
            pumping = false;
        }
    }

    private void message(byte[] bytes) {
        Parsed parsed = parser.parse(bytes, context);
        if (parsed instanceof Parsed.NotStanza(Element element)) {
            Optional<StreamHeader> header = Framing.header(element);
            if (header.isPresent()) {
                context = StreamContext.webSocket(header.get());
                connection().input(new StreamInput.Opened(header.get()));
                return;
            }
            if (Framing.isClose(element)) {
                connection().input(new StreamInput.ClosedByClient());
                return;
            }
        }
        connection().received(parsed, bytes.length);
    }

    @Override
    public void restart(StanzaParser next) {
        parser = next;
        context()
                .pipeline()
                .replace(
                        DECODER,
                        DECODER,
                        new WebSocket13FrameDecoder(
                                decoderConfig(next.input().limits().maxFrameBytes())));
    }

    @Override
    public void startTls(String domain) {
        throw new IllegalStateException("starttls: on a WebSocket (expected: on TCP alone)");
    }

    @Override
    public boolean ping() {
        context().writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
        return true;
    }

    @Override
    public void finish() {
        context().write(new CloseWebSocketFrame(status, ""), context().voidPromise());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext from) {
        connection().writable(from.channel().isWritable());
    }

    @Override
    public void channelInactive(ChannelHandlerContext from) {
        connection().lost();
        from.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException violation) {
            violated(violation.closeStatus());
        } else {
            Trouble.at(connection(), from, cause);
        }
    }

    /// What came is no frame, or none that is taken (RFC 6455 §7.1.7).
    private void violated(WebSocketCloseStatus why) {
        if (why.equals(WebSocketCloseStatus.MESSAGE_TOO_BIG)) {
            refuse(why, StreamError.Condition.POLICY_VIOLATION, "too large");
        } else {
            refuse(why, StreamError.Condition.BAD_FORMAT, "not a WebSocket's frame");
        }
    }

    private Connection connection() {
        return Objects.requireNonNull(connection);
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx);
    }
}
