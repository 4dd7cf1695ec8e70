package io.rookery.server.assembly;

import java.util.Optional;

/// Which build this is.
final class Build {
    private static final String UNKNOWN = "development";

    private Build() {}

    /// The version of this artifact, `development` when it runs from class files.
    static String version() {
        return Optional.ofNullable(Build.class.getPackage().getImplementationVersion())
                .orElse(UNKNOWN);
    }
}
