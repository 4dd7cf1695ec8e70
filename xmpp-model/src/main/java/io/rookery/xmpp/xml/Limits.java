package io.rookery.xmpp.xml;

/// The named maxima of the reader.
///
/// @param maxFrameBytes of a stream header, a stanza or another first-level element
/// @param maxDepth of nesting, the first-level element being 1
/// @param maxAttributes of one element, namespace declarations not counted
/// @param maxNameChars of a name of an element or attribute
/// @param maxNamespaceChars of a namespace name
/// @param maxAttributeChars of the value of an attribute
/// @param maxElements within one frame
public record Limits(
        int maxFrameBytes,
        int maxDepth,
        int maxAttributes,
        int maxNameChars,
        int maxNamespaceChars,
        int maxAttributeChars,
        int maxElements) {

    /// Checks that every maximum is positive.
    public Limits {
        positive("maxFrameBytes", maxFrameBytes);
        positive("maxDepth", maxDepth);
        positive("maxAttributes", maxAttributes);
        positive("maxNameChars", maxNameChars);
        positive("maxNamespaceChars", maxNamespaceChars);
        positive("maxAttributeChars", maxAttributeChars);
        positive("maxElements", maxElements);
    }

    /// What a peer may send before it has authenticated: 16 KiB, 8 levels.
    public static Limits beforeAuthentication() {
        return new Limits(16 * 1024, 8, 32, 128, 256, 4096, 256);
    }

    /// What an authenticated peer may send: 256 KiB, 64 levels.
    public static Limits authenticated() {
        return new Limits(256 * 1024, 64, 64, 256, 512, 16 * 1024, 8192);
    }

    /// What is read back of our own writing, which never was above the other limits by much.
    public static Limits trusted() {
        return new Limits(8 * 1024 * 1024, 256, 256, 1024, 4096, 1024 * 1024, 262_144);
    }

    /// The same limits with another size of the frame.
    public Limits withMaxFrameBytes(int bytes) {
        return new Limits(
                bytes,
                maxDepth,
                maxAttributes,
                maxNameChars,
                maxNamespaceChars,
                maxAttributeChars,
                maxElements);
    }

    private static void positive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: at least 1)");
        }
    }
}
