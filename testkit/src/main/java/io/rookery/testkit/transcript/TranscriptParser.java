package io.rookery.testkit.transcript;

import io.rookery.testkit.transcript.Setting.Transport;
import io.rookery.testkit.transcript.Setting.Where;
import io.rookery.xmpp.jid.BareJid;
import io.rookery.xmpp.jid.FullJid;
import io.rookery.xmpp.jid.JidFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads transcripts. A step begins in the first column; what is indented belongs to the step
/// above.
public final class TranscriptParser {
    private static final Pattern STEP =
            Pattern.compile(
                    "(?<client>\\w+)\\s+(?<verb>sends:|sends bytes:|receives:|receives nothing|"
                            + "connects|opens|logs in as|secures|disconnects|closes|is closed|"
                            + "resumes:?|acks)(?<rest>(?s:.*))");
    private static final Pattern TIME = Pattern.compile("(\\d+)\\s*(ms|s|m|h|d)");
    private static final Pattern OPTIONS = Pattern.compile("(?<head>[^\\[]*)(\\[(?<list>.*)])?");

    private final String source;
    private final List<String> lines;
    private final Map<String, Setting.Domain> domains = new LinkedHashMap<>();
    private final List<Setting.ClientLine> clients = new ArrayList<>();
    private final List<BareJid> accounts = new ArrayList<>();
    private final List<Setting.RawLine> raw = new ArrayList<>();
    private final List<Setting.RosterLine> rosters = new ArrayList<>();
    private Transport transport = Transport.TCP;
    private Where where = Where.EVERYWHERE;
    private String why = "";
    private String tenant = "acme";
    private int at;

    private TranscriptParser(String source, List<String> lines) {
        this.source = source;
        this.lines = lines;
    }

    /// Reads a file.
    public static Transcript read(Path file) {
        try {
            return parse(file.toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "transcript: " + file + " (expected: a readable file)", e);
        }
    }

    /// Parses a transcript's text.
    ///
    /// @throws TranscriptFormatException when it is none
    public static Transcript parse(String source, String text) {
        return new TranscriptParser(source, text.lines().toList()).parse();
    }

    private Transcript parse() {
        String title = title();
        while (at < lines.size() && !lines.get(at).equals("---")) {
            header(lines.get(at).strip());
            at++;
        }
        if (at == lines.size()) {
            throw wrong("no line --- (expected: one between setting and steps)");
        }
        at++;
        List<Step> steps = steps(false);
        return new Transcript(
                source,
                title,
                new Setting(
                        List.copyOf(domains.values()),
                        clients,
                        accounts,
                        raw,
                        rosters,
                        transport,
                        where,
                        why),
                steps);
    }

    private String title() {
        StringBuilder title = new StringBuilder();
        while (at < lines.size() && lines.get(at).startsWith("#")) {
            title.append(title.isEmpty() ? "" : " ").append(lines.get(at).substring(1).strip());
            at++;
        }
        if (title.isEmpty()) {
            throw wrong("no title (expected: # section: behaviour)");
        }
        return title.toString();
    }

    // ---- setting

    private void header(String line) {
        if (line.isEmpty() || line.startsWith("#")) {
            return;
        }
        int space = line.indexOf(' ');
        String word = space < 0 ? line : line.substring(0, space);
        String rest = space < 0 ? "" : line.substring(space).strip();
        try {
            switch (word) {
                case "tenant" -> tenant = rest;
                case "domain" -> domain(rest);
                case "client" -> client(rest);
                case "account" -> account(BareJid.parse(rest));
                case "roster" -> roster(rest);
                case "transport" -> transport = Transport.valueOf(rest.toUpperCase(Locale.ROOT));
                case "connection" -> connection(rest);
                case "only" -> only(rest);
                default -> throw wrong("setting: " + word + " (expected: one of README.md)");
            }
        } catch (JidFormatException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private void domain(String rest) {
        List<String> words = words(rest);
        Map<String, String> options = new LinkedHashMap<>();
        for (String option : words.subList(1, words.size())) {
            int equals = option.indexOf('=');
            if (equals < 0) {
                throw wrong("option: " + option + " (expected: name=value)");
            }
            options.put(option.substring(0, equals), option.substring(equals + 1));
        }
        domains.put(words.getFirst(), new Setting.Domain(tenant, words.getFirst(), options));
    }

    private void client(String rest) {
        Matcher options = OPTIONS.matcher(rest);
        if (!options.matches()) {
            throw wrong("client: " + rest + " (expected: NAME = full JID [options])");
        }
        String[] sides = options.group("head").split("=", 2);
        if (sides.length != 2) {
            throw wrong("client: " + rest + " (expected: NAME = full JID [options])");
        }
        FullJid jid = FullJid.parse(sides[1].strip());
        String list = options.group("list");
        Set<String> chosen =
                list == null ? Set.of() : new LinkedHashSet<>(words(list.replace(',', ' ')));
        clients.add(new Setting.ClientLine(sides[0].strip(), jid, chosen));
        known(jid.domain());
    }

    private void account(BareJid jid) {
        accounts.add(jid);
        known(jid.domain());
    }

    private void known(String domain) {
        domains.computeIfAbsent(domain, name -> new Setting.Domain(tenant, name, Map.of()));
    }

    private void roster(String rest) {
        String[] sides = rest.split(":", 2);
        List<String> words = sides.length == 2 ? words(sides[1]) : List.of();
        if (words.size() != 2) {
            throw wrong("roster: " + rest + " (expected: OWNER: CONTACT subscription)");
        }
        rosters.add(
                new Setting.RosterLine(
                        BareJid.parse(sides[0].strip()),
                        BareJid.parse(words.get(0)),
                        words.get(1)));
    }

    private void connection(String rest) {
        List<String> words = words(rest);
        boolean clear = words.size() == 3 && words.get(2).equals("clear");
        if (words.size() < 2 || !words.get(1).equals("raw") || (words.size() > 2 && !clear)) {
            throw wrong("connection: " + rest + " (expected: NAME raw [clear])");
        }
        raw.add(new Setting.RawLine(words.getFirst(), transport, clear));
    }

    private void only(String rest) {
        List<String> words = words(rest);
        String place = words.isEmpty() ? "" : words.getFirst();
        where =
                switch (place) {
                    case "in-process" -> Where.IN_PROCESS;
                    case "socket" -> Where.SOCKET;
                    default -> throw wrong("only: " + rest + " (expected: in-process or socket)");
                };
        why = String.join(" ", words.subList(1, words.size()));
        if (why.isEmpty()) {
            throw wrong("only: " + rest + " (expected: the reason after it)");
        }
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.strip().split("\\s+"))
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toCollection(ArrayList::new));
    }

    // ---- steps

    private List<Step> steps(boolean block) {
        List<Step> steps = new ArrayList<>();
        while (at < lines.size()) {
            String line = lines.get(at);
            int number = at + 1;
            if (line.isBlank() || line.startsWith("#")) {
                at++;
            } else if (line.strip().equals("end") && block) {
                at++;
                return steps;
            } else if (line.strip().equals("unordered")) {
                at++;
                steps.add(new Step(number, "", new Step.Unordered(steps(true))));
            } else {
                steps.add(step(number, whole(block)));
            }
        }
        if (block) {
            throw wrong("unordered without end (expected: end)");
        }
        return steps;
    }

    /// A step's own line and those that belong to it.
    private String whole(boolean block) {
        String first = lines.get(at++);
        if (!block && !first.equals(first.stripLeading())) {
            throw wrong("line: " + first + " (expected: a step in the first column)");
        }
        int indent = first.length() - first.stripLeading().length();
        StringBuilder text = new StringBuilder(first.strip());
        while (at < lines.size() && belongs(lines.get(at), indent)) {
            text.append('\n').append(lines.get(at).strip());
            at++;
        }
        return text.toString();
    }

    private static boolean belongs(String line, int indent) {
        return !line.isBlank() && line.length() - line.stripLeading().length() > indent;
    }

    private Step step(int line, String text) {
        if (text.startsWith("time passes ")) {
            return new Step(line, "", new Step.Pass(time(text.substring("time passes ".length()))));
        }
        Matcher step = STEP.matcher(text);
        if (!step.matches()) {
            throw new TranscriptFormatException(
                    source, line, "step: " + text + " (expected: one of README.md)");
        }
        String client = step.group("client");
        if (clients.stream().noneMatch(c -> c.name().equals(client))
                && raw.stream().noneMatch(c -> c.name().equals(client))) {
            throw new TranscriptFormatException(
                    source, line, "client: " + client + " (expected: one of the setting)");
        }
        return new Step(line, client, action(step.group("verb"), step.group("rest").strip()));
    }

    private Step.Action action(String verb, String rest) {
        return switch (verb) {
            case "sends:" -> new Step.Send(rest);
            case "receives:" -> new Step.Receive(List.of(rest));
            case "receives nothing" -> new Step.ReceiveNothing(during(rest));
            case "connects" -> new Step.Connect();
            case "sends bytes:" -> new Step.SendBytes(bytes(rest));
            case "opens" -> new Step.Open();
            case "logs in as" -> new Step.LogIn(BareJid.parse(rest));
            case "secures" -> new Step.Secure();
            case "disconnects" -> new Step.Disconnect();
            case "closes" -> new Step.Close();
            case "is closed" -> new Step.IsClosed();
            case "resumes" -> new Step.Resume(null);
            case "resumes:" -> new Step.Resume(rest);
            case "acks" -> new Step.Acknowledge();
            default -> throw wrong("step: " + verb + " (expected: one of README.md)");
        };
    }

    private String bytes(String rest) {
        try {
            String hex = rest.replaceAll("\\s", "");
            HexFormat.of().parseHex(hex);
            return hex;
        } catch (IllegalArgumentException e) {
            throw wrong("bytes: " + rest + " (expected: pairs of hexadecimal digits)");
        }
    }

    private @Nullable Duration during(String rest) {
        return rest.startsWith("for ") ? time(rest.substring("for ".length())) : null;
    }

    private Duration time(String text) {
        Matcher time = TIME.matcher(text.strip());
        if (!time.matches()) {
            throw wrong("time: " + text + " (expected: for example 5s, 3m)");
        }
        long amount = Long.parseLong(time.group(1));
        return switch (time.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private TranscriptFormatException wrong(String problem) {
        return new TranscriptFormatException(source, Math.min(at + 1, lines.size()), problem);
    }
}
