package org.shootdown.cli;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/**
 * Standard output, which remembers what went wrong when it was written: a {@link PrintStream} swallows that, and an
 * answer that is lost would pass for one that was given.
 */
final class StandardOutput {

    private final Watched watched;
    private final PrintStream stream;

    /** Prints to a stream as UTF-8. */
    StandardOutput(OutputStream to) {
        watched = new Watched(to);
        stream = new PrintStream(new BufferedOutputStream(watched), false, StandardCharsets.UTF_8);
    }

    PrintStream stream() {
        return stream;
    }

    /** Why something that was printed has not been written. Nothing, if the reader has gone: who closes a pipe knows. */
    Optional<String> loss() {
        stream.flush();
        return watched.failure().filter(why -> !isClosedPipe(why));
    }

    /** The exception of a closed pipe differs from others in its text alone: EPIPE, and Windows' words for it. */
    private static boolean isClosedPipe(String why) {
        return why.toLowerCase(Locale.ROOT).contains("pipe");
    }

    private static final class Watched extends FilterOutputStream {

        private volatile Optional<String> failure = Optional.empty();

        Watched(OutputStream to) {
            super(to);
        }

        Optional<String> failure() {
            return failure;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                out.write(bytes, from, count);
            } catch (IOException e) {
                throw failed(e);
            }
        }

        @Override
        public void flush() throws IOException {
            try {
                out.flush();
            } catch (IOException e) {
                throw failed(e);
            }
        }

        private IOException failed(IOException e) {
            if (failure.isEmpty()) {
                failure = Optional.of(Optional.ofNullable(e.getMessage()).orElse("it fails"));
            }
            return e;
        }
    }
}
