package dev.porchlight.owner;

import java.time.Instant;

/** A domain that an owner had not verified and that was transferred to an owner who did. */
public record LostDomain(String name, Instant at) {}
