package dev.porchlight.store.embedded;

/** The file of the store is damaged, or cannot be read or written, or there is no memory for it. The cause says which. */
public final class UnreadableStoreException extends RuntimeException {

    public UnreadableStoreException(Throwable cause) {
        super("The file of the store cannot be opened", cause);
    }
}
