package dev.porchlight.token.key;

/** A bean of commands: where there are no signing keys, none are made, and what is signed is valid nowhere. */
public final class NoNewKeys {}
