package dev.porchlight.store.embedded;

import java.nio.file.Path;

/** Thrown when a data folder is opened twice, by this process or by two. */
public final class DataFolderInUseException extends RuntimeException {

    DataFolderInUseException(Path folder) {
        super("The data folder " + folder
                + " is in use by a running Porchlight: stop that one or choose another folder.");
    }
}
