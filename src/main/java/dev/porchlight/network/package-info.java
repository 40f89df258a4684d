/** The addresses that requests come from, also through reverse proxies. */
@NullMarked
package dev.porchlight.network;

import org.jspecify.annotations.NullMarked;
