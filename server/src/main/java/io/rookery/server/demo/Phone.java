package io.rookery.server.demo;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.X509TrustManager;
import org.jivesoftware.smack.AbstractXMPPConnection;
import org.jivesoftware.smack.ConnectionConfiguration.SecurityMode;
import org.jivesoftware.smack.StanzaListener;
import org.jivesoftware.smack.c2s.ModularXmppClientToServerConnection;
import org.jivesoftware.smack.c2s.ModularXmppClientToServerConnectionConfiguration;
import org.jivesoftware.smack.packet.Message;
import org.jivesoftware.smack.packet.Presence;
import org.jivesoftware.smack.packet.Stanza;
import org.jivesoftware.smack.roster.Roster;
import org.jivesoftware.smack.tcp.XMPPTCPConnection;
import org.jivesoftware.smack.tcp.XMPPTCPConnectionConfiguration;
import org.jivesoftware.smack.websocket.XmppWebSocketTransportModuleDescriptor;
import org.jivesoftware.smackx.mam.MamManager;
import org.jxmpp.jid.EntityBareJid;
import org.jxmpp.jid.impl.JidCreate;

/// One person's device: a real client, Smack, over TCP with TLS or over WebSocket with TLS.
final class Phone implements AutoCloseable {
    private static final Duration REPLY = Duration.ofSeconds(15);

    private final String name;
    private final AbstractXMPPConnection connection;
    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<Presence> presences = new LinkedBlockingQueue<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    private Phone(String name, AbstractXMPPConnection connection) {
        this.name = name;
        this.connection = connection;
        connection.setReplyTimeout(REPLY.toMillis());
        connection.addSyncStanzaListener(
                this::received, stanza -> stanza instanceof Message || stanza instanceof Presence);
    }

    /// A phone that is not logged in, over TCP with STARTTLS.
    static Phone overTcp(
            String user, String domain, String password, int port, X509TrustManager trust)
            throws Exception {
        return overTcp(user, domain, password, "127.0.0.1", port, trust);
    }

    /// The same at another address of this machine.
    static Phone overTcp(
            String user,
            String domain,
            String password,
            String host,
            int port,
            X509TrustManager trust)
            throws Exception {
        XMPPTCPConnectionConfiguration configuration =
                XMPPTCPConnectionConfiguration.builder()
                        .setXmppDomain(domain)
                        .setHost(host)
                        .setPort(port)
                        .setUsernameAndPassword(user, password)
                        .setResource("phone")
                        .setSecurityMode(SecurityMode.required)
                        .setCustomX509TrustManager(trust)
                        .setHostnameVerifier((name, session) -> true)
                        .build();
        return new Phone(user, new XMPPTCPConnection(configuration));
    }

    /// A phone that is not logged in, over WebSocket with TLS.
    static Phone overWebSocket(
            String user, String domain, String password, int port, X509TrustManager trust)
            throws Exception {
        ModularXmppClientToServerConnectionConfiguration.Builder configuration =
                ModularXmppClientToServerConnectionConfiguration.builder();
        configuration
                .removeAllModules()
                .setXmppDomain(domain)
                .setUsernameAndPassword(user, password)
                .setResource("web")
                .setCustomX509TrustManager(trust)
                .setHostnameVerifier((host, session) -> true);
        XmppWebSocketTransportModuleDescriptor.Builder webSocket =
                XmppWebSocketTransportModuleDescriptor.getBuilder(configuration);
        webSocket.explicitlySetWebSocketEndpointAndDiscovery(
                URI.create("wss://localhost:" + port + "/ws"), false);
        configuration.addModule(webSocket.build());
        return new Phone(user, new ModularXmppClientToServerConnection(configuration.build()));
    }

    /// Connects, logs in, and becomes available.
    void goOnline() throws Exception {
        Roster.getInstanceFor(connection).setRosterLoadedAtLogin(true);
        connection.connect();
        connection.login();
    }

    private void received(Stanza stanza) {
        if (stanza instanceof Message message && message.getType() == Message.Type.error) {
            refused.add(String.valueOf(message.getStanzaId()));
        } else if (stanza instanceof Message message && message.getBody() != null) {
            messages.add(message);
        } else if (stanza instanceof Presence presence) {
            presences.add(presence);
        }
    }

    /// Sends a message, and gives the id of its stanza.
    String send(EntityBareJid to, String body) throws Exception {
        Message message =
                connection
                        .getStanzaFactory()
                        .buildMessageStanza()
                        .to(to)
                        .ofType(Message.Type.chat)
                        .setBody(body)
                        .build();
        connection.sendStanza(message);
        return message.getStanzaId();
    }

    /// Sends a message over TCP, and returns when the server has taken it for good (XEP-0198).
    void sendForGood(EntityBareJid to, String body) throws Exception {
        XMPPTCPConnection tcp = (XMPPTCPConnection) connection;
        CountDownLatch taken = new CountDownLatch(1);
        StanzaListener listener =
                stanza -> {
                    if (stanza instanceof Message message && body.equals(message.getBody())) {
                        taken.countDown();
                    }
                };
        tcp.addStanzaAcknowledgedListener(listener);
        send(to, body);
        tcp.requestSmAcknowledgement();
        if (!taken.await(REPLY.toSeconds(), TimeUnit.SECONDS)) {
            throw new Failed(name + ": not acknowledged within " + REPLY.toSeconds() + " s");
        }
        tcp.removeStanzaAcknowledgedListener(listener);
    }

    /// Whether the message with this stanza id came back as an error.
    boolean wasRefused(String id) {
        return refused.contains(id);
    }

    /// The next message with a body.
    Message nextMessage() throws InterruptedException {
        Message message = messages.poll(REPLY.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new Failed(name + ": no message within " + REPLY.toSeconds() + " s");
        }
        return message;
    }

    /// Waits for presence of `contact`.
    void awaitPresence(EntityBareJid contact, Presence.Type type) throws InterruptedException {
        long deadline = System.nanoTime() + REPLY.toNanos();
        while (true) {
            Presence presence = presences.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (presence == null) {
                throw new Failed(name + ": no " + type + " presence of " + contact);
            }
            if (presence.getType() == type
                    && presence.getFrom() != null
                    && presence.getFrom().asBareJid().equals(contact)) {
                return;
            }
        }
    }

    /// Whether its stream stands.
    boolean isConnected() {
        return connection.isConnected();
    }

    /// Contacts that its roster shows.
    int contacts() {
        return Roster.getInstanceFor(connection).getEntryCount();
    }

    /// The newest page of its archive.
    List<Message> archive() throws Exception {
        MamManager manager = MamManager.getInstanceFor(connection);
        if (!manager.isSupported()) {
            throw new Failed(name + ": its account does not show an archive (XEP-0313)");
        }
        return manager.queryMostRecentPage(null, 50).getMessages();
    }

    EntityBareJid jid() {
        return connection.getUser().asEntityBareJid();
    }

    static EntityBareJid jid(String text) throws Exception {
        return JidCreate.entityBareFrom(text);
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
