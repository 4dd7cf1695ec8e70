package io.rookery.server.observability;

import static io.rookery.server.observability.Metric.counter;
import static io.rookery.server.observability.Metric.gauge;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryUsage;
import java.util.List;

/// The process, as metrics. Names are those of OpenTelemetry's conventions where they have one.
final class JvmMetrics {
    private static final double MILLIS = 1_000;
    private static final double NANOS = 1e9;
    private static final Label TYPE = Label.of("type", "heap", "non_heap");
    private static final Label COLLECTOR =
            Label.of(
                    "collector",
                    "G1 Young Generation",
                    "G1 Concurrent GC",
                    "G1 Old Generation",
                    "ZGC Minor Cycles",
                    "ZGC Minor Pauses",
                    "ZGC Major Cycles",
                    "ZGC Major Pauses",
                    "Copy",
                    "MarkSweepCompact",
                    "PS Scavenge",
                    "PS MarkSweep",
                    "Shenandoah Cycles",
                    "Shenandoah Pauses");

    static final Metric MEMORY_USED = gauge("jvm.memory.used", "By", "Memory in use.", TYPE);
    static final Metric MEMORY_COMMITTED =
            gauge("jvm.memory.committed", "By", "Memory that the process has been given.", TYPE);
    static final Metric MEMORY_MAX =
            gauge("jvm.memory.limit", "By", "Memory that there may be at most.", TYPE);
    static final Metric BUFFERS =
            gauge(
                    "jvm.buffer.memory.used",
                    "By",
                    "Memory of buffers outside of the heap.",
                    Label.of("buffers", "direct", "mapped", "mapped - 'non-volatile memory'"));
    static final Metric COLLECTIONS =
            counter("jvm.gc.collections", "{collection}", "Garbage collections.", COLLECTOR);
    static final Metric COLLECTING =
            counter("jvm.gc.duration", "s", "Time spent in garbage collections.", COLLECTOR);
    static final Metric THREADS = gauge("jvm.thread.count", "{thread}", "Platform threads.");
    static final Metric CLASSES = gauge("jvm.class.count", "{class}", "Classes that are loaded.");
    static final Metric CPU =
            counter("jvm.cpu.time", "s", "Processor time that the process has used.");
    static final Metric PROCESSORS =
            gauge("jvm.cpu.count", "{cpu}", "Processors that the process may use.");
    static final Metric DESCRIPTORS =
            gauge("process.open_file_descriptor.count", "{file}", "Open files and sockets.");
    static final Metric MAX_DESCRIPTORS =
            gauge("process.file_descriptor.limit", "{file}", "Files and sockets that may be open.");
    static final Metric UPTIME = gauge("process.uptime", "s", "Age of the process.");

    static final List<Metric> ALL =
            List.of(
                    MEMORY_USED,
                    MEMORY_COMMITTED,
                    MEMORY_MAX,
                    BUFFERS,
                    COLLECTIONS,
                    COLLECTING,
                    THREADS,
                    CLASSES,
                    CPU,
                    PROCESSORS,
                    DESCRIPTORS,
                    MAX_DESCRIPTORS,
                    UPTIME);

    private JvmMetrics() {}

    static void observe(Instruments instruments) {
        MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
        instruments.observed(MEMORY_USED, into -> memory(into, memory, MemoryUsage::getUsed));
        instruments.observed(
                MEMORY_COMMITTED, into -> memory(into, memory, MemoryUsage::getCommitted));
        instruments.observed(MEMORY_MAX, into -> memory(into, memory, MemoryUsage::getMax));
        List<BufferPoolMXBean> buffers =
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class);
        instruments.observed(
                BUFFERS,
                into ->
                        buffers.forEach(pool ->
                                into.value(Math.max(0, pool.getMemoryUsed()), pool.getName())));
        collectors(instruments);
        instruments.observed(THREADS, ManagementFactory.getThreadMXBean()::getThreadCount);
        instruments.observed(
                CLASSES, ManagementFactory.getClassLoadingMXBean()::getLoadedClassCount);
        instruments.observed(PROCESSORS, Runtime.getRuntime()::availableProcessors);
        instruments.observed(
                UPTIME, () -> ManagementFactory.getRuntimeMXBean().getUptime() / MILLIS);
        process(instruments);
    }

    private interface Figure {
        long of(MemoryUsage usage);
    }

    private static void memory(Instruments.Observation into, MemoryMXBean memory, Figure figure) {
        long heap = figure.of(memory.getHeapMemoryUsage());
        long other = figure.of(memory.getNonHeapMemoryUsage());
        // -1 where there is no limit.
        if (heap >= 0) {
            into.value(heap, "heap");
        }
        if (other >= 0) {
            into.value(other, "non_heap");
        }
    }

    private static void collectors(Instruments instruments) {
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        instruments.observed(
                COLLECTIONS,
                into ->
                        collectors.forEach(each ->
                                into.value(
                                        Math.max(0, each.getCollectionCount()), each.getName())));
        instruments.observed(
                COLLECTING,
                into ->
                        collectors.forEach(each ->
                                into.value(
                                        Math.max(0, each.getCollectionTime()) / MILLIS,
                                        each.getName())));
    }

    private static void process(Instruments instruments) {
        var system = ManagementFactory.getOperatingSystemMXBean();
        instruments.observed(
                CPU,
                into -> {
                    if (system instanceof com.sun.management.OperatingSystemMXBean more) {
                        into.value(Math.max(0, more.getProcessCpuTime()) / NANOS);
                    }
                });
        instruments.observed(
                DESCRIPTORS,
                into -> {
                    if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
                        into.value(unix.getOpenFileDescriptorCount());
                    }
                });
        instruments.observed(
                MAX_DESCRIPTORS,
                into -> {
                    if (system instanceof com.sun.management.UnixOperatingSystemMXBean unix) {
                        into.value(unix.getMaxFileDescriptorCount());
                    }
                });
    }
}
