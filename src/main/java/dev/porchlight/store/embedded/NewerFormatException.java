package dev.porchlight.store.embedded;

import dev.porchlight.store.embedded.storage.StoreFormat;

/** The store was written by a later version of the program; it is left as it is. */
public final class NewerFormatException extends RuntimeException {

    NewerFormatException(int version) {
        super("it has format " + version + ", and this version knows none after " + StoreFormat.VERSION);
    }
}
