package io.rookery.edge.netty;

import io.netty.channel.ChannelPipeline;
import io.rookery.edge.EdgeLimits;
import io.rookery.edge.EdgePorts;
import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.EdgeSettings.Kind;
import io.rookery.edge.EdgeSettings.Listener;
import io.rookery.edge.websocket.OriginPolicy;
import java.net.InetAddress;
import java.util.Set;

/// An edge without listeners, threads and TLS: puts its handlers into channels that somebody else
/// has made. So the test kit runs them on channels in memory.
public final class Pipelines {
    private final Kernel kernel;
    private final Admission admission;

    public Pipelines(EdgePorts ports, EdgeLimits limits) {
        this.kernel = Kernel.of(ports, limits);
        this.admission = new Admission(limits.crowd());
    }

    /// Makes `pipeline` what a listener without TLS gives a client at `address`.
    ///
    /// @param webSocket whether the client comes with HTTP (RFC 7395), else with TCP
    public void fill(ChannelPipeline pipeline, boolean webSocket, InetAddress address) {
        Kind kind = webSocket ? Kind.WEBSOCKET : Kind.PLAIN;
        Listener listener = new Listener("memory", kind, address.getHostAddress(), 0, Engine.JDK);
        new Acceptor(listener, kernel, admission, new OriginPolicy(Set.of()), null)
                .fill(pipeline, address);
    }
}
