package io.rookery.xmpp.jid;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class JidPropertyTest {

    private static final long SEED = Long.getLong("rookery.seed", 7622L);
    private static final int ROUNDS = 20_000;
    private static final String ODD = "@/:.-_ \"&'<>\t\u0000\u007f[]xn--éßσΣ\u0301\u3002Ａ٠אa0Ⅳ♚";

    private final RandomGenerator random = new SplittableRandom(SEED);

    @Test
    void the_short_way_of_each_part_agrees_with_the_long_way() {
        for (int i = 0; i < ROUNDS; i++) {
            String text = asciiText();
            String hint = "seed " + SEED + " round " + i + ": '" + text + "'";

            assertThat(outcome(Localpart::prepare, text))
                    .as(hint)
                    .isEqualTo(outcome(Localpart::prepareByPrecis, text));
            assertThat(outcome(Resourcepart::prepare, text))
                    .as(hint)
                    .isEqualTo(outcome(Resourcepart::prepareByPrecis, text));
            assertThat(outcome(Domainpart::prepare, text))
                    .as(hint)
                    .isEqualTo(outcome(Domainpart::prepareSlowly, text));
        }
    }

    @Test
    void what_is_prepared_is_prepared_to_itself_and_nothing_else_is_thrown() {
        for (int i = 0; i < ROUNDS; i++) {
            String text = anyText();
            String hint = "seed " + SEED + " round " + i + ": '" + text + "'";

            Optional<String> once = outcome(t -> Jid.parse(t).toString(), text);

            once.ifPresent(
                    prepared -> assertThat(Jid.parse(prepared)).as(hint).hasToString(prepared));
        }
    }

    @Test
    void punycode_gives_back_what_it_took() {
        for (int i = 0; i < ROUNDS; i++) {
            StringBuilder label = new StringBuilder();
            int length = 1 + random.nextInt(12);
            for (int k = 0; k < length; k++) {
                int bound = random.nextBoolean() ? 0x250 : 0x11000;
                int point = 'a' + random.nextInt(bound);
                label.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'z' : point);
            }

            String encoded = Punycode.encode(label.toString());

            assertThat(encoded).as("seed " + SEED).isASCII();
            assertThat(Punycode.decode(encoded)).as("seed " + SEED).isEqualTo(label.toString());
        }
    }

    @Test
    void punycode_is_that_of_the_standard() {
        assertThat(Punycode.encode("bücher")).isEqualTo("bcher-kva");
        assertThat(Punycode.encode("fußball")).isEqualTo("fuball-cta");
        assertThat(Punycode.encode("他们为什么不说中文")).isEqualTo("ihqwcrb4cv8a8dqg056pqjye");
        assertThat(Punycode.encode("3年B組金八先生")).isEqualTo("3B-ww4c5e180e575a65lsy2b");
        assertThat(Punycode.decode("-")).isNotEqualTo("-");
        assertThat(Punycode.decode("a!b")).isNull();
        assertThat(Punycode.decode("99999999999")).isNull();
    }

    private static Optional<String> outcome(UnaryOperator<String> prepare, String text) {
        try {
            return Optional.of(prepare.apply(text));
        } catch (JidFormatException e) {
            return Optional.empty();
        }
    }

    private String asciiText() {
        int length = 1 + random.nextInt(random.nextInt(20) == 0 ? 1100 : 9);
        boolean tame = random.nextBoolean();
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(
                    tame ? "abcXYZ019.-".charAt(random.nextInt(11)) : (char) random.nextInt(128));
        }
        return text.toString();
    }

    private String anyText() {
        int length = random.nextInt(12);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(4)) {
                case 0 -> text.append(ODD.charAt(random.nextInt(ODD.length())));
                case 1 -> text.append((char) random.nextInt(0x3100));
                case 2 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }
}
