package dev.porchlight.store.embedded;

import java.nio.file.Path;

/** A store in this process or another one has the data folder open. */
public final class DataFolderInUseException extends RuntimeException {

    DataFolderInUseException(Path folder) {
        super("The data folder " + folder
                + " is in use by a running Porchlight: stop that one or choose another folder.");
    }
}
