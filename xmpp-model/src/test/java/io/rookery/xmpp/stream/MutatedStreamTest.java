package io.rookery.xmpp.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.rookery.xmpp.xml.Limits;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Good streams with random damage: whatever comes, it ends in stanzas or in a stream error, never
/// in another exception, and cuts make no difference.
final class MutatedStreamTest {

    private static final long SEED = Long.getLong("rookery.seed", 3920L);
    private static final int ROUNDS = 5_000;
    private static final byte[] MARKUP = Peer.utf8("<>/'\"=&;!?[]- :xml\0\n\u00e9");
    private static final byte[] GOOD =
            Peer.utf8(
                    Peer.HEADER
                            + "<message to='a@b' id='1' xml:lang='de'><body>x &lt; é</body>"
                            + "<x xmlns='u' xmlns:p='v' p:q='w'><![CDATA[<y>]]></x></message>\n"
                            + "<iq type='get' id='2'><ping xmlns='urn:xmpp:ping'/></iq>"
                            + "<r xmlns='urn:xmpp:sm:3'/></stream:stream>");

    private final RandomGenerator random = new SplittableRandom(SEED);
    private final StanzaParser parser = new StanzaParser(Limits.authenticated());

    @Test
    void a_damaged_stream_ends_in_stanzas_or_a_stream_error_wherever_it_is_cut() {
        for (int i = 0; i < ROUNDS; i++) {
            byte[] stream = damaged();
            int cut = random.nextInt(stream.length + 1);

            List<String> whole = Peer.parsed(parser, stream);
            List<String> halves = Peer.parsed(parser, stream, cut);

            assertThat(halves).as("seed %d round %d cut %d", SEED, i, cut).isEqualTo(whole);
        }
    }

    private byte[] damaged() {
        byte[] bytes = GOOD.clone();
        int times = 1 + random.nextInt(3);
        for (int i = 0; i < times; i++) {
            int at = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[at] = (byte) random.nextInt(256);
                case 1 -> bytes[at] = MARKUP[random.nextInt(MARKUP.length)];
                case 2 -> bytes = without(bytes, at, Math.min(bytes.length, at + 1 + i));
                default -> bytes = doubled(bytes, at);
            }
        }
        return bytes;
    }

    private static byte[] without(byte[] bytes, int from, int to) {
        byte[] shorter = Arrays.copyOf(bytes, bytes.length - (to - from));
        System.arraycopy(bytes, to, shorter, from, bytes.length - to);
        return shorter;
    }

    private static byte[] doubled(byte[] bytes, int at) {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
    }
}
