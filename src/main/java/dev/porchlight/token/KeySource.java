package dev.porchlight.token;

import java.util.List;

/** Where the signing keys are kept. The first that is not retired signs; each verifies until it is retired too long. */
interface KeySource {

    List<SigningKey> load();
}
