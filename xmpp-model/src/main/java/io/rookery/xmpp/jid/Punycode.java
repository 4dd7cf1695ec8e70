package io.rookery.xmpp.jid;

import org.jspecify.annotations.Nullable;

/// The encoding of a U-label in ASCII, without the `xn--` in front (RFC 3492 §6).
///
/// `java.net.IDN` cannot serve: it follows IDNA2003, which makes `ß` into `ss`.
final class Punycode {

    private static final int BASE = 36;
    private static final int T_MIN = 1;
    private static final int T_MAX = 26;
    private static final int SKEW = 38;
    private static final int DAMP = 700;
    private static final int INITIAL_BIAS = 72;
    private static final int INITIAL_N = 128;

    private Punycode() {}

    static String encode(String label) {
        int[] points = label.codePoints().toArray();
        StringBuilder out = new StringBuilder();
        for (int point : points) {
            if (point < INITIAL_N) {
                out.append((char) point);
            }
        }
        int basic = out.length();
        int handled = basic;
        if (basic > 0) {
            out.append('-');
        }
        int n = INITIAL_N;
        int bias = INITIAL_BIAS;
        long delta = 0;
        while (handled < points.length) {
            int next = smallestFrom(points, n);
            delta += (long) (next - n) * (handled + 1);
            n = next;
            for (int point : points) {
                if (point < n) {
                    delta++;
                } else if (point == n) {
                    appendVariable(out, delta, bias);
                    bias = adapt(delta, handled + 1, handled == basic);
                    delta = 0;
                    handled++;
                }
            }
            delta++;
            n++;
        }
        return out.toString();
    }

    private static int smallestFrom(int[] points, int n) {
        int smallest = Integer.MAX_VALUE;
        for (int point : points) {
            if (point >= n && point < smallest) {
                smallest = point;
            }
        }
        return smallest;
    }

    private static void appendVariable(StringBuilder out, long delta, int bias) {
        long q = delta;
        for (int k = BASE; ; k += BASE) {
            int t = threshold(k, bias);
            if (q < t) {
                out.append(digit((int) q));
                return;
            }
            out.append(digit((int) (t + (q - t) % (BASE - t))));
            q = (q - t) / (BASE - t);
        }
    }

    /// The label that `text` stands for, or null when it stands for none.
    static @Nullable String decode(String text) {
        int delimiter = text.lastIndexOf('-');
        int[] points = new int[text.length() + 1];
        int count = 0;
        for (int b = 0; b < delimiter; b++) {
            points[count++] = text.charAt(b);
        }
        long n = INITIAL_N;
        long i = 0;
        int bias = INITIAL_BIAS;
        int position = delimiter < 0 ? 0 : delimiter + 1;
        while (position < text.length()) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = position < text.length() ? value(text.charAt(position++)) : -1;
                if (digit < 0) {
                    return null;
                }
                i += digit * weight;
                if (i > Integer.MAX_VALUE) {
                    return null;
                }
                int t = threshold(k, bias);
                if (digit < t) {
                    break;
                }
                weight *= BASE - t;
                if (weight > Integer.MAX_VALUE) {
                    return null;
                }
            }
            bias = adapt(i - before, count + 1, before == 0);
            n += i / (count + 1);
            i %= count + 1;
            if (n > Character.MAX_CODE_POINT) {
                return null;
            }
            System.arraycopy(points, (int) i, points, (int) i + 1, count - (int) i);
            points[(int) i++] = (int) n;
            count++;
        }
        return new String(points, 0, count);
    }

    private static int threshold(int k, int bias) {
        return Math.clamp(k - bias, T_MIN, T_MAX);
    }

    private static int adapt(long delta, int count, boolean first) {
        long d = first ? delta / DAMP : delta / 2;
        d += d / count;
        int k = 0;
        while (d > (BASE - T_MIN) * T_MAX / 2) {
            d /= BASE - T_MIN;
            k += BASE;
        }
        return k + (int) ((BASE - T_MIN + 1) * d / (d + SKEW));
    }

    private static char digit(int value) {
        return (char) (value < 26 ? 'a' + value : '0' + value - 26);
    }

    private static int value(char digit) {
        if (digit >= 'a' && digit <= 'z') {
            return digit - 'a';
        }
        return digit >= '0' && digit <= '9' ? digit - '0' + 26 : -1;
    }
}
