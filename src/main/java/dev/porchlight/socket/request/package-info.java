/** What clients send: decoded, and bound to one validated record per event. */
@NullMarked
package dev.porchlight.socket.request;

import org.jspecify.annotations.NullMarked;
