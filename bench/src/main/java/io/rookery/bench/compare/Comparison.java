package io.rookery.bench.compare;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/// The comparison as a Markdown table, and as a chart.
public final class Comparison {
    private static final String PEER = "ejabberd";
    private static final String OURS = "rookery";

    private static final int LINE = 22;
    private static final int LABEL = 430;
    private static final int BAR = 300;
    private static final int WIDTH = LABEL + BAR + 110;

    private final Runs runs;

    public Comparison(Runs runs) {
        this.runs = runs;
    }

    /// A line a figure: medians, each run in parentheses, the ratio, what issue 4 asks for. Figures
    /// that one of the two does not have are left out.
    public String table() {
        StringBuilder table =
                new StringBuilder()
                        .append(
                                "| what | ejabberd (runs) | Rookery (runs) | Rookery / ejabberd |"
                                        + " asked |\n")
                        .append("|---|---|---|---|---|\n");
        for (Row row : Row.ALL) {
            OptionalDouble peer = runs.median(PEER, row.run(), row.figure());
            OptionalDouble ours = runs.median(OURS, row.run(), row.figure());
            if (peer.isPresent() && ours.isPresent()) {
                table.append(
                        "| %s | %s | %s | %s | %s |%n"
                                .formatted(
                                        row.what(),
                                        cell(row, PEER, peer.getAsDouble()),
                                        cell(row, OURS, ours.getAsDouble()),
                                        ratio(ours.getAsDouble(), peer.getAsDouble()),
                                        row.target().isEmpty() ? "–" : row.target()));
            }
        }
        return table.toString();
    }

    private String cell(Row row, String server, double median) {
        List<Double> all = runs.of(server, row.run(), row.figure());
        String value = (number(median) + ' ' + row.unit()).strip();
        return all.size() < 2
                ? value
                : value
                        + all.stream()
                                .map(Comparison::number)
                                .collect(Collectors.joining(", ", " (", ")"));
    }

    private static String ratio(double ours, double peer) {
        return peer == 0 ? "–" : number(ours / peer);
    }

    private static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }

    /// An SVG: two bars a figure, the longer of which is as wide as all others.
    public String chart() {
        StringBuilder bars = new StringBuilder();
        int y = 40;
        for (Row row : Row.ALL) {
            OptionalDouble peer = runs.median(PEER, row.run(), row.figure());
            OptionalDouble ours = runs.median(OURS, row.run(), row.figure());
            if (peer.isEmpty() || ours.isEmpty()) {
                continue;
            }
            double most = Math.max(peer.getAsDouble(), ours.getAsDouble());
            text(bars, LABEL - 10, y + LINE, "end", row.what());
            bar(bars, y, peer.getAsDouble() / most, "#9aa5b1", number(peer.getAsDouble()), row);
            bar(
                    bars,
                    y + LINE / 2 + 4,
                    ours.getAsDouble() / most,
                    "#2f6f4f",
                    number(ours.getAsDouble()),
                    row);
            y += LINE * 2;
        }
        StringBuilder chart = new StringBuilder();
        chart.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" font-family="sans-serif" font-size="12">
                <rect width="%1$d" height="%2$d" fill="white"/>
                """
                        .formatted(WIDTH, y + 10));
        text(
                chart,
                LABEL,
                22,
                "start",
                "grey: ejabberd · green: Rookery (medians; each pair has its own scale)");
        return chart.append(bars).append("</svg>\n").toString();
    }

    private static void bar(
            StringBuilder svg, int y, double share, String colour, String value, Row row) {
        int width = Math.max(1, (int) Math.round(share * BAR));
        svg.append(
                "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"12\" fill=\"%s\"/>%n"
                        .formatted(LABEL, y + 4, width, colour));
        text(svg, LABEL + width + 6, y + 14, "start", (value + ' ' + row.unit()).strip());
    }

    private static void text(StringBuilder svg, int x, int y, String anchor, String text) {
        svg.append(
                "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
                        .formatted(x, y, anchor, text.replace("&", "&amp;").replace("<", "&lt;")));
    }

    /// The document with what stands between the two marks replaced.
    ///
    /// @param text with its last line's end
    /// @throws IllegalArgumentException when a mark is missing
    public static String written(String document, String begin, String end, String text) {
        int from = document.indexOf(begin);
        int to = document.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException(
                    "document (expected: " + begin + " and then " + end + ")");
        }
        return document.substring(0, from + begin.length()) + '\n' + text + document.substring(to);
    }
}
