package dev.porchlight.socket;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;

/** With an owner nobody has heard of, who hears of all her chats. */
abstract class DeskTest extends ApplicationTest {

    Account owner;
    ChatClient desk;

    @BeforeEach
    void openDesk() {
        owner = newOwner();
        desk = connect();
        desk.ask("getWaitingChats", "token", owner.token());
    }
}
