package dev.porchlight.chat;

/** Who is told. */
public interface ChatRooms {

    /** Tells those concerned, once per connection; only ever what is stored already. Neither waits nor throws. */
    void announce(Push push);
}
