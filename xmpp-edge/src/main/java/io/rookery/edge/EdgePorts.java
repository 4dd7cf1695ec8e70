package io.rookery.edge;

import io.rookery.edge.sasl.Decoys;
import io.rookery.edge.stream.StreamFeatures;
import io.rookery.edge.tls.CertificateSource;
import io.rookery.routing.hop.AccountLink;
import io.rookery.routing.hop.Neighbours;
import io.rookery.routing.port.Authentication;
import io.rookery.routing.port.DomainDirectory;
import io.rookery.routing.port.Tracing;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// What an edge needs of the world.
///
/// @param neighbours the other edges
/// @param authentication the whole chain of every domain
/// @param features what accounts can do that `<stream:features/>` names
/// @param decoys the same on every edge of an installation
/// @param random a cryptographic source that may be used by all threads at once
public record EdgePorts(
        AccountLink accounts,
        Neighbours neighbours,
        DomainDirectory domains,
        Authentication authentication,
        CertificateSource certificates,
        StreamFeatures features,
        Decoys decoys,
        EdgeMeter meter,
        Tracing tracing,
        InstantSource clock,
        RandomGenerator random) {}
