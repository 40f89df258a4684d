package dev.porchlight.token.key;

import java.util.List;

/** Where the signing keys are kept. The first that is not retired signs; each verifies until it is retired too long. */
public interface KeySource {

    List<SigningKey> load();
}
