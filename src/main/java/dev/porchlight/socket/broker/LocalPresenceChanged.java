package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;

/** Spring event: a room came online or went offline in this process; {@link RemotePresence#isOnlineHere} tells which. */
public record LocalPresenceChanged(Room room) {}
