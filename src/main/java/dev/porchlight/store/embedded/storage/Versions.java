package dev.porchlight.store.embedded.storage;

import org.h2.mvstore.MVStore;

/** The versions of a store that readers use. */
public final class Versions {

    private Versions() {}

    /** A reader that ends during a commit leaves its version registered, and its pages alive, until this. */
    public static void releaseUnused(MVStore store) {
        store.deregisterVersionUsage(store.registerVersionUsage());
    }
}
