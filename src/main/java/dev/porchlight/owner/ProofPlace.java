package dev.porchlight.owner;

import dev.porchlight.validation.Domain;
import java.io.IOException;

/** Where only who holds a domain can put something. */
interface ProofPlace {

    /**
     * Looks there now.
     *
     * @throws IOException if it cannot be looked at
     */
    boolean shows(Domain domain, String value) throws IOException;
}
