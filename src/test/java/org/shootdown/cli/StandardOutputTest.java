package org.shootdown.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.shootdown.cli.Commands.Result;

/** An answer that cannot be written is not given: the exit status says so. */
class StandardOutputTest {

    /** A stream that takes nothing. */
    private static OutputStream failing(String why) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
    }

    private static Result run(OutputStream out, String... arguments) {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Main.run(arguments, out, new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Result(status, "", err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aFullDiskIsSaid() {
        for (String command : new String[] {"run samples/tutorial/1-two-threads.mmsc", "explain munmap", "--help", "run --help", "--version"}) {
            Result result = run(failing("No space left on device"), command.split(" "));
            assertEquals(ExitStatus.USAGE, result.status(), command);
            assertEquals(
                    "shootdown: the output cannot be written: No space left on device\n",
                    result.err().replaceFirst("(?s).*(?=shootdown: )", ""),
                    command);
        }
    }

    @Test
    void whoClosesThePipeKnows() {
        Result result = run(failing("Broken pipe"), "explain", "munmap");
        assertEquals(ExitStatus.OK, result.status());
        assertEquals("", result.err());
    }

    @Test
    void nothingIsSaidOfWhatArrives() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Result result = run(out, "explain", "munmap");
        assertEquals(ExitStatus.OK, result.status());
        assertEquals("", result.err());
        assertEquals(Commands.shootdown("explain", "munmap").out(), out.toString(StandardCharsets.UTF_8));
    }
}
