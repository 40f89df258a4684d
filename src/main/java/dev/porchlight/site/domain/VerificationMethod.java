package dev.porchlight.site.domain;

import dev.porchlight.validation.Domain;
import java.io.IOException;

/** A place where only the holder of a domain can publish a challenge. */
interface VerificationMethod {

    /**
     * Looks for the challenge, over the network and for some seconds.
     *
     * @return whether it is published there
     * @throws IOException if the place cannot be read
     */
    boolean findChallenge(Domain domain, String challenge) throws IOException;
}
