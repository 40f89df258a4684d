package dev.porchlight.owner;

import java.time.Instant;

/** A domain that went to who proved to hold it. */
public record LostDomain(String name, Instant at) {}
