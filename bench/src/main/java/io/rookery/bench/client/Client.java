package io.rookery.bench.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.rookery.xmpp.stream.StreamFramer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One client session: logs in, and then tells its [Listener] what comes. Everything runs on its
/// event loop.
public final class Client extends ChannelInboundHandlerAdapter {
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final String SM = "urn:xmpp:sm:3";

    private final Target target;
    private final Account account;
    private final Password password;
    private final boolean registering;
    private final Listener listener;
    private final Function<ChannelHandlerContext, SslHandler> tls;
    private final StreamFramer framer = new StreamFramer(MAX_FRAME_BYTES);
    private Step step = Step.FEATURES;
    private @Nullable ChannelHandlerContext context;
    private boolean secured;
    private boolean closing;
    private long received;

    /// What the client waits for.
    private enum Step {
        FEATURES,
        PROCEED,
        REGISTERED,
        AUTHENTICATED,
        FEATURES_AGAIN,
        BOUND,
        ENABLED,
        ROSTER,
        PRESENCE,
        ONLINE
    }

    Client(
            Target target,
            Account account,
            boolean registering,
            SaltedPasswords salted,
            Listener listener,
            Function<ChannelHandlerContext, SslHandler> tls) {
        this.target = target;
        this.account = account;
        this.password = new Password(account, target.mechanism(), salted);
        this.registering = registering;
        this.listener = listener;
        this.tls = tls;
    }

    public Account account() {
        return account;
    }

    /// Sends stanzas, or anything. To be called on the event loop.
    public void send(String xml) {
        ChannelHandlerContext here = context;
        if (here != null) {
            ChannelFuture _ =
                    here.writeAndFlush(
                            Unpooled.wrappedBuffer(xml.getBytes(UTF_8)), here.voidPromise());
        }
    }

    /// Sends a chat message, and asks for an acknowledgement when stream management is on.
    public void chat(String to, String id, String body) {
        String message =
                "<message to='"
                        + to
                        + "' type='chat' id='"
                        + id
                        + "'><body>"
                        + body
                        + "</body></message>";
        send(target.managed() ? message + "<r xmlns='" + SM + "'/>" : message);
    }

    /// Ends the stream. To be called on the event loop.
    ///
    /// @param done once the connection is closed
    void close(Runnable done) {
        closing = true;
        ChannelHandlerContext here = context;
        if (here == null || !here.channel().isActive()) {
            done.run();
        } else {
            ChannelFuture _ = here.channel().closeFuture().addListener(closed -> done.run());
            String last = target.managed() ? acknowledgement() : "";
            send(last + "</stream:stream>");
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        if (target.security() == Target.Security.TLS) {
            ctx.pipeline().addFirst(tls.apply(ctx));
        } else {
            open();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done) {
            if (done.isSuccess()) {
                secured = true;
                framer.restart();
                open();
            } else {
                listener.failed(this, "TLS: " + done.cause());
                end(ctx);
            }
        }
    }

    private static void end(ChannelHandlerContext ctx) {
        ChannelFuture _ = ctx.close();
    }

    private void open() {
        send(
                "<?xml version='1.0'?><stream:stream to='"
                        + target.domain()
                        + "' version='1.0' xmlns='jabber:client'"
                        + " xmlns:stream='http://etherx.jabber.org/streams'>");
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) {
        ByteBuf buffer = (ByteBuf) read;
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.readBytes(bytes);
        buffer.release();
        framer.feed(bytes, 0, bytes.length);
        while (true) {
            switch (framer.next()) {
                case NEEDS_INPUT -> {
                    return;
                }
                case ELEMENT -> frame(new Frame(framer.frame()));
                case STREAM_OPENED, KEEPALIVE -> {}
                case STREAM_CLOSED -> {
                    end(ctx);
                    return;
                }
            }
        }
    }

    private void frame(Frame frame) {
        if (step == Step.ONLINE) {
            stanza(frame);
        } else if (frame.is("stream:error") || frame.is("failure")) {
            listener.failed(this, frame.text());
        } else {
            loginStep(frame);
        }
    }

    private void loginStep(Frame frame) {
        switch (step) {
            case FEATURES -> features();
            case PROCEED -> {
                if (context != null) {
                    context.pipeline().addFirst(tls.apply(context));
                }
                step = Step.FEATURES;
            }
            case REGISTERED -> registered(frame);
            case AUTHENTICATED -> {
                if (frame.is("challenge")) {
                    send(password.answer(frame.content()));
                } else {
                    step = Step.FEATURES_AGAIN;
                    framer.restart();
                    open();
                }
            }
            case FEATURES_AGAIN -> {
                step = Step.BOUND;
                send(
                        "<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>"
                                + "<resource>bench</resource></bind></iq>");
            }
            case BOUND -> {
                if (target.managed()) {
                    step = Step.ENABLED;
                    send("<enable xmlns='" + SM + "' resume='true'/>");
                } else {
                    roster();
                }
            }
            case ENABLED -> {
                if (frame.is("enabled")) {
                    roster();
                } else {
                    listener.failed(this, frame.text());
                }
            }
            case ROSTER -> rosterCame(frame);
            case PRESENCE -> presenceCame(frame);
            case ONLINE -> stanza(frame);
        }
    }

    private void features() {
        if (target.security() == Target.Security.STARTTLS && !secured) {
            step = Step.PROCEED;
            send("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
        } else if (registering) {
            step = Step.REGISTERED;
            send(
                    "<iq type='set' id='register'><query xmlns='jabber:iq:register'><username>"
                            + account.username()
                            + "</username><password>"
                            + account.password()
                            + "</password></query></iq>");
        } else {
            step = Step.AUTHENTICATED;
            send(password.begin());
        }
    }

    /// An account that is there already is as good.
    private void registered(Frame frame) {
        if (frame.attribute("type").equals("result") || frame.contains("conflict")) {
            listener.online(this);
            close(() -> {});
        } else {
            listener.failed(this, frame.text());
        }
    }

    private void roster() {
        step = Step.ROSTER;
        send("<iq type='get' id='roster'><query xmlns='jabber:iq:roster'/></iq>");
    }

    private void rosterCame(Frame frame) {
        counted(frame);
        if (frame.attribute("id").equals("roster")) {
            step = Step.PRESENCE;
            send("<presence/>");
        }
    }

    private void presenceCame(Frame frame) {
        counted(frame);
        if (frame.is("presence")) {
            step = Step.ONLINE;
            listener.online(this);
        }
    }

    private void stanza(Frame frame) {
        counted(frame);
        if (frame.is("message")) {
            if (frame.attribute("type").equals("error")) {
                listener.failed(this, frame.text());
            } else {
                listener.message(this, frame.attribute("id"));
            }
        } else if (frame.is("r")) {
            send(acknowledgement());
        } else if (frame.is("a")) {
            listener.acknowledged(this, Long.parseLong(frame.attribute("h")));
        } else if (frame.is("iq")) {
            request(frame);
        } else if (frame.is("stream:error")) {
            listener.failed(this, frame.text());
        }
    }

    private String acknowledgement() {
        return "<a xmlns='" + SM + "' h='" + received + "'/>";
    }

    /// Any request is answered with an empty result: servers ping (XEP-0199).
    private void request(Frame frame) {
        String type = frame.attribute("type");
        if (type.equals("get") || type.equals("set")) {
            send(
                    "<iq type='result' to='%s' id='%s'/>"
                            .formatted(frame.attribute("from"), frame.attribute("id")));
        }
    }

    private void counted(Frame frame) {
        if (frame.is("message") || frame.is("presence") || frame.is("iq")) {
            received++;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        if (!closing) {
            listener.failed(this, "connection closed while waiting for " + step);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        listener.failed(this, String.valueOf(cause));
        closing = true;
        end(ctx);
    }
}
