package dev.porchlight.store.embedded.storage;

/**
 * The version of what is stored: of documents, and of the embedded store's file and maps. A change that an earlier program
 * would misread takes the next number; docs/decisions/formats.md says what each one is.
 */
public final class StoreFormat {

    public static final int VERSION = 1;

    private StoreFormat() {}
}
