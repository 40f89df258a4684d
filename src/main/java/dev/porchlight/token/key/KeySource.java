package dev.porchlight.token.key;

import java.util.List;

/** Where the signing keys are kept. The first that is not retired signs; each verifies until 30 days after it is retired. */
interface KeySource {

    /** Reads all keys, and may create the first one. */
    List<SigningKey> load();
}
