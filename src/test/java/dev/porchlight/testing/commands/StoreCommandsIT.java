package dev.porchlight.testing.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** After all tests, when every application of theirs has stopped: also what came last was documented. */
class StoreCommandsIT {

    @Test
    void nothing_undocumented_was_sent_up_to_the_end() {
        List<String> sent = CommandRecorder.lines();

        assertThat(sent).isNotEmpty();
        assertThat(CommandRecorder.violations(sent)).isEmpty();
    }
}
