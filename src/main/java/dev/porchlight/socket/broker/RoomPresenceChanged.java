package dev.porchlight.socket.broker;

import dev.porchlight.socket.connection.Room;

/** Spring event: the people of a room went online or offline. */
record RoomPresenceChanged(Room room, boolean online) {}
