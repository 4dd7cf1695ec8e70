package io.rookery.bench.compare;

import java.util.List;

/// One line of the comparison.
///
/// @param run of `bench/compare`
/// @param figure of the generator's report
/// @param unit behind each value, empty for none
/// @param target what issue 4 asks of the ratio or the value, empty for nothing
record Row(String what, String run, String figure, String unit, String target) {
    static final List<Row> ALL =
            List.of(
                    new Row(
                            "archive off, as fast as it goes: delivered a second",
                            "archive-off",
                            "rate",
                            "",
                            "≥ 7 ×"),
                    new Row(
                            "archive off, as fast as it goes: server CPU a message",
                            "archive-off",
                            "server_cpu_ms",
                            "ms",
                            "≤ 0.14 ×"),
                    new Row(
                            "archive off, as fast as it goes: delivery p50",
                            "archive-off",
                            "delivery_p50_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive off, as fast as it goes: delivery p99",
                            "archive-off",
                            "delivery_p99_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive off, 2,600 a second: delivery p50",
                            "archive-off-2600",
                            "delivery_p50_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive off, 2,600 a second: delivery p99",
                            "archive-off-2600",
                            "delivery_p99_ms",
                            "ms",
                            "≤ 3 ms"),
                    new Row(
                            "archive off, 2,600 a second: delivery p99.9",
                            "archive-off-2600",
                            "delivery_p999_ms",
                            "ms",
                            "≤ 20 ms"),
                    new Row(
                            "archive off, 2,600 a second: server CPU a message",
                            "archive-off-2600",
                            "server_cpu_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, as fast as it goes: delivered a second",
                            "archive-on",
                            "rate",
                            "",
                            "≥ 7 ×"),
                    new Row(
                            "archive on, as fast as it goes: server CPU a message, until all is"
                                    + " done",
                            "archive-on",
                            "whole_cpu_ms",
                            "ms",
                            "≤ 0.14 ×"),
                    new Row(
                            "archive on, as fast as it goes: delivery p50",
                            "archive-on",
                            "delivery_p50_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, as fast as it goes: delivery p99",
                            "archive-on",
                            "delivery_p99_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, 390 a second: delivery p50",
                            "archive-on-390",
                            "delivery_p50_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, 390 a second: delivery p99",
                            "archive-on-390",
                            "delivery_p99_ms",
                            "ms",
                            "≤ 5 ms"),
                    new Row(
                            "archive on, 390 a second: delivery p99.9",
                            "archive-on-390",
                            "delivery_p999_ms",
                            "ms",
                            "≤ 20 ms"),
                    new Row(
                            "archive on, 390 a second: acknowledged p50 (Rookery: durable first)",
                            "archive-on-390",
                            "ack_p50_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, 390 a second: acknowledged p99",
                            "archive-on-390",
                            "ack_p99_ms",
                            "ms",
                            ""),
                    new Row(
                            "archive on, 390 a second: server CPU a message, until all is done",
                            "archive-on-390",
                            "whole_cpu_ms",
                            "ms",
                            ""),
                    new Row(
                            "login with SCRAM-SHA-1: server CPU",
                            "login",
                            "server_cpu_ms",
                            "ms",
                            "≤ 0.4 ms"),
                    new Row("logins a second, 100 at a time", "login", "rate", "", ""),
                    new Row(
                            "idle session, empty roster: PSS slope after a collection",
                            "idle",
                            "bytes_a_session",
                            "bytes",
                            "≤ 8,192"));
}
