package io.rookery.routing.cluster;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.MessageLite;
import com.google.protobuf.UnknownFieldSet;
import com.typesafe.config.ConfigFactory;
import io.rookery.routing.fixture.Samples;
import io.rookery.routing.fixture.Samples.Sample;
import io.rookery.routing.hop.WireParts;
import io.rookery.routing.port.Envelopes;
import io.rookery.routing.wire.StanzaEnvelope;
import io.rookery.routing.wire.WireIngressKey;
import io.rookery.routing.wire.WireNumbered;
import io.rookery.routing.wire.WireResumption;
import io.rookery.routing.wire.WireStanzaError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Our codecs lose nothing: each kept sample, in which every field has a value, becomes a Java
/// value and the same message again. Manifests are as old as the messages that they name.
class CodecSamplesTest {
    /// What Pekko writes beside a message to say what it is.
    private static final Map<String, String> MANIFESTS =
            Map.ofEntries(
                    Map.entry("WireAttach", "acc-a"),
                    Map.entry("WireIngress", "acc-i"),
                    Map.entry("WireProgress", "acc-p"),
                    Map.entry("WireManaged", "acc-m"),
                    Map.entry("WireClientState", "acc-c"),
                    Map.entry("WireDetach", "acc-d"),
                    Map.entry("WireEnd", "acc-e"),
                    Map.entry("WireForward", "acc-f"),
                    Map.entry("WireForwardConfirmed", "acc-g"),
                    Map.entry("WireForwardWant", "acc-w"),
                    Map.entry("WireNotice", "acc-n"),
                    Map.entry("WireForwarded", "fwd"),
                    Map.entry("WireRollCall", "roll"),
                    Map.entry("WireAttendance", "here"),
                    Map.entry("WireSessionsAsked", "asked"),
                    Map.entry("WireSessionsTold", "told"),
                    Map.entry("WireEdgeNotice", "edge"),
                    Map.entry("WireFollow", "follow"),
                    Map.entry("WireFollowed", "followed"),
                    Map.entry("WireSessionsWanted", "who"),
                    Map.entry("WireSeenSessions", "these"),
                    Map.entry("WireReportWanted", "how"),
                    Map.entry("WireNodeReport", "so"));

    /// What `WireForwarded` says of the message in it.
    private static final Map<String, String> TO_SESSION =
            Map.of(
                    "WireAttached", "A",
                    "WireRefused", "R",
                    "WireDeliver", "D",
                    "WireConfirmed", "C",
                    "WireSettled", "S",
                    "WireWant", "W",
                    "WireEvicted", "E");

    /// Parts of other messages.
    private static final Map<String, Part> PARTS =
            Map.of(
                    "StanzaEnvelope",
                    bytes -> Envelopes.of(Envelopes.open(StanzaEnvelope.parseFrom(bytes))),
                    "WireNumbered",
                    bytes -> WireParts.numbered(WireParts.numbered(WireNumbered.parseFrom(bytes))),
                    "WireIngressKey",
                    bytes -> WireParts.key(WireParts.key(WireIngressKey.parseFrom(bytes))),
                    "WireStanzaError",
                    bytes -> WireParts.error(WireParts.error(WireStanzaError.parseFrom(bytes))),
                    "WireResumption",
                    bytes -> Codec.resumption(Codec.resumption(WireResumption.parseFrom(bytes))));

    /// Parts that only one other message has, and the records, which the accounts and the archiver
    /// read as they are.
    private static final Set<String> WITHOUT_CODEC =
            Set.of(
                    "WireAttendee",
                    "WireSessionView",
                    "WireSeenSession",
                    "WireFinding",
                    "WireSeenStanza",
                    "LogRecord",
                    "Opening",
                    "Opened",
                    "Stored",
                    "Pending",
                    "Taken",
                    "Preference",
                    "Detached",
                    "Ended",
                    "UsageSample");

    private static final int UNKNOWN_FIELD = 9_999;

    /// Addresses of actors on other nodes are kept only by a node that can reach others.
    private static final ActorSystem SYSTEM =
            ActorSystem.create(
                    "samples",
                    ConfigFactory.parseMap(
                                    Map.of(
                                            "pekko.actor.provider", "remote",
                                            "pekko.remote.warn-about-direct-use", "off",
                                            "pekko.remote.artery.canonical.hostname", "127.0.0.1",
                                            "pekko.remote.artery.canonical.port", 0,
                                            "pekko.loglevel", "WARNING"))
                            .withFallback(ConfigFactory.load()));

    private static final WireSerializer SERIALIZER =
            new WireSerializer((ExtendedActorSystem) SYSTEM);

    @FunctionalInterface
    private interface Part {
        MessageLite again(byte[] bytes) throws IOException;
    }

    @AfterAll
    static void stop() throws Exception {
        SYSTEM.terminate();
        SYSTEM.getWhenTerminated().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @MethodSource("toNodes")
    void a_message_to_a_node_becomes_the_same_message_again(Sample sample) throws IOException {
        String manifest = MANIFESTS.getOrDefault(sample.type(), "");

        Object value = SERIALIZER.fromBinary(sample.bytes(), manifest);

        assertThat(SERIALIZER.manifest(value)).isEqualTo(manifest);
        assertSame(sample, SERIALIZER.toBinary(value));
    }

    /// As a node of the next version may send it, whose messages have fields that this one does not
    /// know (docs/protocol.md §9).
    @ParameterizedTest
    @MethodSource("toNodes")
    void a_message_of_a_newer_node_is_read_without_what_is_new_in_it(Sample sample)
            throws IOException {
        String manifest = MANIFESTS.getOrDefault(sample.type(), "");
        ByteArrayOutputStream newer = new ByteArrayOutputStream();
        newer.write(sample.bytes());
        newer.writeBytes(
                UnknownFieldSet.newBuilder()
                        .addField(
                                UNKNOWN_FIELD,
                                UnknownFieldSet.Field.newBuilder()
                                        .addVarint(7)
                                        .addLengthDelimited(ByteString.copyFromUtf8("news"))
                                        .build())
                        .build()
                        .toByteArray());

        Object value = SERIALIZER.fromBinary(newer.toByteArray(), manifest);

        assertSame(sample, SERIALIZER.toBinary(value));
    }

    @ParameterizedTest
    @MethodSource("toSessions")
    void a_message_to_a_session_becomes_the_same_message_again(Sample sample) throws IOException {
        String manifest = TO_SESSION.getOrDefault(sample.type(), "");

        var value = SessionCodec.decode(manifest, sample.bytes());

        assertThat(SessionCodec.manifest(value)).isEqualTo(manifest);
        assertSame(sample, SessionCodec.encode(value).toByteArray());
    }

    @ParameterizedTest
    @MethodSource("parts")
    void a_part_of_a_message_becomes_the_same_part_again(Sample sample) throws IOException {
        Part part = PARTS.getOrDefault(sample.type(), bytes -> StanzaEnvelope.getDefaultInstance());

        assertSame(sample, part.again(sample.bytes()).toByteArray());
    }

    @Test
    void every_message_goes_through_its_codec_here_or_has_none() {
        Set<String> judged = new HashSet<>(WITHOUT_CODEC);
        judged.addAll(MANIFESTS.keySet());
        judged.addAll(TO_SESSION.keySet());
        judged.addAll(PARTS.keySet());

        assertThat(judged)
                .isEqualTo(
                        Samples.SCHEMAS.stream()
                                .flatMap(schema -> schema.getMessageTypes().stream())
                                .map(Descriptor::getName)
                                .collect(toSet()));
    }

    @Test
    void the_serializer_has_the_number_that_other_nodes_know_it_by() {
        assertThat(SERIALIZER.identifier()).isEqualTo(7_222);
        assertThat(SERIALIZER.manifest(AccountCommand.Wake.WAKE)).isEqualTo("wake");
    }

    static List<Sample> toNodes() {
        return of(MANIFESTS.keySet());
    }

    static List<Sample> toSessions() {
        return of(TO_SESSION.keySet());
    }

    static List<Sample> parts() {
        return of(PARTS.keySet());
    }

    private static List<Sample> of(Set<String> types) {
        return Samples.all().stream().filter(sample -> types.contains(sample.type())).toList();
    }

    private static void assertSame(Sample sample, byte[] again) throws IOException {
        Descriptor type =
                Samples.SCHEMAS.stream()
                        .flatMap(schema -> schema.getMessageTypes().stream())
                        .filter(each -> each.getName().equals(sample.type()))
                        .findFirst()
                        .orElseThrow();
        assertThat(Samples.describe(DynamicMessage.parseFrom(type, again)))
                .isEqualTo(sample.words());
    }
}
