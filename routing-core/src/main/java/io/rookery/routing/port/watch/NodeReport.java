package io.rookery.routing.port.watch;

import java.time.Instant;
import java.util.List;

/// What one node says of itself.
///
/// @param node `host:port` of the cluster
/// @param roles what it does
/// @param version of its program
/// @param clock what its clock said when it answered
/// @param findings what is wrong with it
public record NodeReport(
        String node, List<String> roles, String version, Instant clock, List<Finding> findings) {
    public NodeReport {
        roles = List.copyOf(roles);
        findings = List.copyOf(findings);
    }
}
