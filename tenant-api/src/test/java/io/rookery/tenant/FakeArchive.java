package io.rookery.tenant;

import io.rookery.routing.port.TenantId;
import io.rookery.routing.port.UnavailableException;
import io.rookery.tenant.export.ArchiveExport;
import io.rookery.xmpp.jid.BareJid;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/// An archive of numbered lines, the same for every account, which can be away from some page on.
public final class FakeArchive implements ArchiveExport {
    private static final int PAGE = 100;

    private volatile int pages;
    private volatile int awayAt = Integer.MAX_VALUE;

    /// From now on every account has so many pages of a hundred lines.
    public void fill(int pagesNow) {
        pages = pagesNow;
        awayAt = Integer.MAX_VALUE;
    }

    /// From now on this page cannot be read.
    public void awayAt(int page) {
        awayAt = page;
    }

    @Override
    public Lines read(TenantId tenant, BareJid account) {
        AtomicInteger read = new AtomicInteger();
        return () -> {
            int page = read.getAndIncrement();
            if (page == awayAt) {
                throw new UnavailableException("archive: away");
            }
            return page >= pages
                    ? List.of()
                    : IntStream.range(0, PAGE)
                            .mapToObj(i -> "{\"kind\":\"message\",\"n\":" + (page * PAGE + i) + '}')
                            .toList();
        };
    }
}
