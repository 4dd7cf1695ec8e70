package io.rookery.server.running;

import io.rookery.testkit.net.TcpStream;
import io.rookery.xmpp.xml.Element;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Reads an account's own archive whole, in pages (XEP-0313, XEP-0059).
final class ArchiveReader {
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final int TURNS = 120;
    private static final long PAUSE_MILLIS = 500;
    private static final String RSM = "http://jabber.org/protocol/rsm";

    private final TcpStream stream;
    private final CountDownLatch never = new CountDownLatch(1);

    ArchiveReader(TcpStream stream) {
        this.stream = stream;
    }

    /// The bodies, the oldest first. Asks again while the answer is an error, for a minute at most.
    List<String> bodies() throws InterruptedException {
        List<String> bodies = new ArrayList<>();
        String after = "";
        @Nullable Element refused = null;
        for (int turn = 0; turn < TURNS; turn++) {
            List<String> page = new ArrayList<>();
            Element answer = page(turn, after, page);
            if (!"result".equals(answer.attribute("type"))) {
                refused = answer;
                if (never.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    break;
                }
                continue;
            }
            bodies.addAll(page);
            @Nullable Element fin = child(answer, "fin");
            @Nullable Element last = fin == null ? null : child(child(fin, "set"), "last");
            if (fin == null || last == null || "true".equals(fin.attribute("complete"))) {
                return bodies;
            }
            after = last.text();
        }
        throw new AssertionError("the archive does not catch up: " + refused);
    }

    private Element page(int turn, String after, List<String> into) {
        String id = "archive-" + turn;
        stream.send(
                "<iq type='set' id='%s'><query xmlns='urn:xmpp:mam:2'><set xmlns='%s'><max>50</max>%s</set></query></iq>"
                        .formatted(id, RSM, after.isEmpty() ? "" : "<after>" + after + "</after>"));
        while (true) {
            Element element = stream.next(ANSWER);
            if (element == null) {
                throw new AssertionError("no answer about the archive within " + ANSWER);
            }
            if (element.name().equals("error")) {
                throw new AssertionError("the stream has ended: " + element);
            }
            @Nullable Element result = child(element, "result");
            if (element.name().equals("message") && result != null) {
                String text = result.toString();
                into.add(text.substring(text.indexOf("<body>") + 6, text.indexOf("</body>")));
            }
            if (element.name().equals("iq") && id.equals(element.attribute("id"))) {
                return element;
            }
        }
    }

    private static @Nullable Element child(@Nullable Element parent, String name) {
        return parent == null
                ? null
                : parent.children().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst()
                        .orElse(null);
    }
}
