package io.rookery.edge.netty;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.rookery.edge.EdgeSettings.Engine;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.edge.tls.DomainCertificate;
import java.net.IDN;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// The TLS contexts of one engine and application protocol, by server name. A context is made anew
/// when the source answers another certificate, so a renewed one serves from the next handshake on.
final class TlsContexts {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /// Read by the JDK once, when its first handshake begins. A client that could renegotiate (TLS
    /// 1.2) would have us do handshakes for the price of a record; BoringSSL never does.
    private static final String NO_RENEGOTIATION = "jdk.tls.rejectClientInitiatedRenegotiation";

    private final CertificateSource source;
    private final SslProvider provider;
    private final String applicationProtocol;
    private final int kept;

    @GuardedBy("this")
    private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

    private record Entry(DomainCertificate certificate, SslContext context) {}

    /// @param kept contexts kept; the one longest unused is dropped beyond
    TlsContexts(CertificateSource source, Engine engine, String applicationProtocol, int kept) {
        if (System.getProperty(NO_RENEGOTIATION) == null) {
            System.setProperty(NO_RENEGOTIATION, "true");
        }
        this.source = source;
        this.provider =
                switch (engine) {
                    case JDK -> SslProvider.JDK;
                    case BORINGSSL -> SslProvider.OPENSSL;
                };
        this.applicationProtocol = applicationProtocol;
        this.kept = kept;
    }

    /// The context for a name that a client asks for; that of the fallback certificate without one.
    CompletionStage<SslContext> find(@Nullable String serverName) {
        if (serverName == null || serverName.isEmpty()) {
            return source.fallback().thenApply(certificate -> context("", certificate));
        }
        String name = ascii(serverName);
        return source.find(name)
                .thenCompose(found ->
                        found.isPresent()
                                ? CompletableFuture.completedStage(context(name, found.get()))
                                : find(null));
    }

    /// A domain of a stream header has U-labels, a certificate's name A-labels.
    private static String ascii(String serverName) {
        try {
            return IDN.toASCII(serverName).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return ""; // no name that a certificate could have
        }
    }

    private synchronized SslContext context(String name, DomainCertificate certificate) {
        Entry entry = entries.get(name);
        if (entry != null && entry.certificate() == certificate) {
            return entry.context();
        }
        SslContext context = make(certificate);
        entries.put(name, new Entry(certificate, context));
        if (entries.size() > kept) {
            entries.remove(entries.keySet().iterator().next());
        }
        return context;
    }

    private SslContext make(DomainCertificate certificate) {
        try {
            return SslContextBuilder.forServer(certificate.key(), certificate.chain())
                    .sslProvider(provider)
                    .protocols(PROTOCOLS)
                    .applicationProtocolConfig(
                            new ApplicationProtocolConfig(
                                    ApplicationProtocolConfig.Protocol.ALPN,
                                    ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                                    ApplicationProtocolConfig.SelectedListenerFailureBehavior
                                            .ACCEPT,
                                    applicationProtocol))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(
                    "certificate: "
                            + certificate.leaf().getSubjectX500Principal()
                            + " (expected: one that the TLS engine takes)",
                    e);
        }
    }
}
