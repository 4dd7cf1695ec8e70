package io.rookery.server.cluster;

import java.util.List;

/// With what the JVMs of a deployment run.
///
/// @param options besides those that every member has
public record NodeJvm(String classPath, List<String> options) {

    public NodeJvm {
        options = List.copyOf(options);
    }

    /// With the classes of this JVM.
    public static NodeJvm likeThis() {
        return new NodeJvm(System.getProperty("java.class.path", ""), List.of());
    }

    /// What decides which classes a JVM can share with another: the options that every member has.
    public static List<String> common() {
        return Launch.JVM;
    }
}
