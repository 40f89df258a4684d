package dev.porchlight.socket;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.ChatClient;
import org.junit.jupiter.api.BeforeEach;

/** With a new owner and a connection that is subscribed to their room. */
public abstract class OwnerConnectionTest extends ApplicationTest {

    protected Account owner;
    protected ChatClient ownerClient;

    @BeforeEach
    protected void connectOwner() {
        owner = newOwner();
        ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
    }
}
