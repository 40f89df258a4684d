package dev.porchlight.store.embedded;

/** The file of the store is damaged, or cannot be read or written. The cause says which. */
public final class UnreadableStoreException extends RuntimeException {

    UnreadableStoreException(Throwable cause) {
        super("The file of the store cannot be opened", cause);
    }
}
