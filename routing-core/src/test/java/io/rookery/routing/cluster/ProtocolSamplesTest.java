package io.rookery.routing.cluster;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import io.rookery.routing.fixture.Samples;
import io.rookery.routing.fixture.Samples.Sample;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What an earlier version wrote is read as it was meant, for ever (docs/protocol.md §9,
/// docs/testing.md).
class ProtocolSamplesTest {
    private static final String WRITE = "rookery.write-samples";

    @BeforeAll
    static void writeWhatIsMissing() {
        String version = System.getProperty(WRITE, "");
        if (!version.isEmpty()) {
            Samples.write(version, fieldsWithoutSample(), constantsWithoutSample());
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void an_old_message_means_what_it_meant(Sample sample) throws InvalidProtocolBufferException {
        DynamicMessage read = DynamicMessage.parseFrom(type(sample.type()), sample.bytes());

        assertThat(Samples.describe(read)).isEqualTo(sample.words());
    }

    @ParameterizedTest
    @MethodSource("samples")
    void no_field_of_an_old_message_is_unknown(Sample sample)
            throws InvalidProtocolBufferException {
        DynamicMessage read = DynamicMessage.parseFrom(type(sample.type()), sample.bytes());

        assertThat(unknown(read)).isEmpty();
        // Nothing is lost, and nothing is added, on the way through today's classes.
        assertThat(read.toByteArray()).isEqualTo(sample.bytes());
    }

    @Test
    void every_field_of_every_message_has_a_sample() {
        assertThat(fieldsWithoutSample())
                .as("-D%s=VERSION keeps them", WRITE)
                .extracting(FieldDescriptor::getFullName)
                .isEmpty();
    }

    @Test
    void constants_keep_their_numbers_and_names_and_all_are_kept() {
        assertThat(Samples.declared()).containsAll(Samples.constants());
        assertThat(constantsWithoutSample()).as("-D%s=VERSION keeps them", WRITE).isEmpty();
    }

    static List<Sample> samples() {
        return Samples.all();
    }

    private static List<FieldDescriptor> fieldsWithoutSample() {
        Set<FieldDescriptor> sampled = new HashSet<>();
        for (Sample sample : Samples.all()) {
            try {
                sampled.addAll(
                        DynamicMessage.parseFrom(type(sample.type()), sample.bytes())
                                .getAllFields()
                                .keySet());
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(sample.toString(), e);
            }
        }
        List<FieldDescriptor> missing = new ArrayList<>();
        for (FileDescriptor schema : Samples.SCHEMAS) {
            for (Descriptor type : schema.getMessageTypes()) {
                missing.addAll(type.getFields());
            }
        }
        missing.removeIf(sampled::contains);
        return missing;
    }

    private static List<String> constantsWithoutSample() {
        Set<String> sampled = Samples.constants().stream().collect(toSet());
        return Samples.declared().stream().filter(line -> !sampled.contains(line)).toList();
    }

    /// Throws when a message of which there are samples is gone.
    private static Descriptor type(String name) {
        return Samples.SCHEMAS.stream()
                .flatMap(schema -> schema.getMessageTypes().stream())
                .filter(type -> type.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no message " + name + " any more"));
    }

    private static List<String> unknown(Message message) {
        List<String> unknown = new ArrayList<>();
        message.getUnknownFields()
                .asMap()
                .keySet()
                .forEach(number ->
                        unknown.add(message.getDescriptorForType().getName() + ' ' + number));
        message.getAllFields()
                .values()
                .forEach(value -> {
                    List<?> values = value instanceof List<?> list ? list : List.of(value);
                    for (Object one : values) {
                        if (one instanceof Message part) {
                            unknown.addAll(unknown(part));
                        }
                    }
                });
        return unknown;
    }
}
