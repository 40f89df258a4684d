package dev.porchlight.owner.registration;

/** Who may make an account without an invitation. */
enum RegistrationMode {
    /** Anybody. */
    OPEN,
    /** Nobody. */
    INVITATION,
    /** Anybody, as long as there is no account. */
    FIRST
}
