package io.rookery.server.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The command line, run in the test's own JVM against one API.
public final class Commands {
    private final List<String> options;

    /// @param options which API and whose key: `--api`, `--data`, `--key-file`
    public Commands(String... options) {
        this.options = List.of(options);
    }

    /// What a command printed and said.
    public record Ran(int status, String out, String err) {
        /// All of it, for who reads what failed.
        public String text() {
            return "status " + status + "\n" + out + err;
        }
    }

    /// Runs one to its end.
    public Ran run(String... arguments) {
        return run(_ -> {}, arguments);
    }

    /// Runs one to its end.
    ///
    /// @param written gets what it prints, piece by piece, while it runs
    public Ran run(Consumer<String> written, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(options);
        StringWriter out =
                new StringWriter() {
                    @Override
                    public void write(String text, int offset, int length) {
                        super.write(text, offset, length);
                        written.accept(text.substring(offset, offset + length));
                    }
                };
        StringWriter err = new StringWriter();
        int status =
                Rookery.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .execute(all.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }
}
