package dev.porchlight.store.embedded.storage;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStoreException;

/** Says in the log, once, that a part of the file of an open store cannot be read, and remembers it. Thread-safe. */
@Slf4j
@RequiredArgsConstructor
public final class DamageLog {

    private final Path file;
    private final AtomicBoolean damaged = new AtomicBoolean();

    /** @param cause what reading has thrown */
    public void add(Throwable cause) {
        if (damaged.compareAndSet(false, true)) {
            log.error(
                    "A part of {} cannot be read, and requests that need it fail ({}). See whether its disk is broken; then"
                            + " stop Porchlight, move the whole folder away, which loses nothing, and restore a backup.",
                    file,
                    // Others may say what was read.
                    cause instanceof MVStoreException
                            ? cause.getMessage()
                            : cause.getClass().getSimpleName());
        }
    }

    public boolean isDamaged() {
        return damaged.get();
    }
}
