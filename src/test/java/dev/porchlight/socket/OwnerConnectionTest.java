package dev.porchlight.socket;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;

/** With a new owner and a connection that is subscribed to their room. */
abstract class OwnerConnectionTest extends ApplicationTest {

    Account owner;
    ChatClient ownerClient;

    @BeforeEach
    void connectOwner() {
        owner = newOwner();
        ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
    }
}
