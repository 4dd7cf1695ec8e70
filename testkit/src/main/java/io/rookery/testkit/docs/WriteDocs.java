package io.rookery.testkit.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `./rookery docs`: writes the pages anew.
public final class WriteDocs {
    private WriteDocs() {}

    /// @param args the checkout
    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[0]);
        Files.writeString(root.resolve("docs/conformance.md"), new Conformance(root).page());
        Files.writeString(root.resolve("docs/xeps.md"), new Implemented(root).page());
    }
}
