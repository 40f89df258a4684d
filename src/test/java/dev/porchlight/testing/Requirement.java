package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;

/** Something that a test wants of the machine. */
public final class Requirement {

    private Requirement() {}

    /** A bare machine may do without; CI may not. */
    public static void require(boolean present, String reason) {
        if (System.getenv("CI") != null) {
            assertThat(present).as(reason).isTrue();
        }
        assumeTrue(present, reason);
    }

    /** Whether a command is there, and succeeds. */
    public static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException notInstalled) {
            return false;
        }
    }
}
