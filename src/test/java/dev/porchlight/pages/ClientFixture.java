package dev.porchlight.pages;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** With pages that are empty but for the client's modules. */
abstract class ClientFixture extends BrowserTest {

    private static final String BEGIN = """
            async ([port, chatId, token, role]) => {
              const folder = '/assets/000000000000/client/';
              const { PorchlightSocket } = await import(`${folder}porchlight-socket.js`);
              const { Conversation } = await import(`${folder}conversation.js`);
              window.socket = new PorchlightSocket(PorchlightSocket.address(`:${port}`, location.href));
              window.chat = new Conversation(socket, { chatId, token, role });
              window.news = [];
              chat.on('message', ({ message }) => news.push(message));
              socket.connect();
              chat.start();
            }
            """;

    /** What comes and goes passes {@code window.tamper}; a packet for which it gives nothing is lost. */
    private static final String TAMPERING = """
            window.tamper = packet => packet;
            window.sent = [];
            window.WebSocket = class extends WebSocket {
              set onmessage(listener) {
                super.onmessage = listener && (({ data }) => {
                  const packet = tamper(data);
                  if (packet) listener({ data: packet });
                });
              }
              send(packet) {
                sent.push({ packet, at: Date.now() });
                super.send(packet);
              }
            };
            """;

    BrowserContext browser;
    Account owner;
    GuestChat guest;

    @BeforeEach
    void openChat() {
        browser = newBrowser();
        owner = newOwner();
        guest = newChat(owner);
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    /** One with a storage of its own. */
    BrowserContext newBrowser() {
        // Else only the socket port of ours could be reached, and no proxy before it.
        BrowserContext context = Chromium.browser().newContext(new Browser.NewContextOptions().setBypassCSP(true));
        context.setDefaultTimeout(30_000);
        context.addInitScript(TAMPERING);
        return context;
    }

    Tab guestTab() {
        return guestTab(sockets.port());
    }

    Tab guestTab(int socketPort) {
        return new Tab(browser, socketPort, guest.id(), guest.token(), "guest");
    }

    Tab ownerTab() {
        return new Tab(browser, sockets.port(), guest.id(), owner.token(), "owner");
    }

    /** What is stored, by the server's word. */
    List<String> stored() {
        return guest.client()
                .ask("getChatMessages", "chatId", guest.id(), "token", owner.token())
                .get("data")
                .valueStream()
                .map(message -> message.get("message").asString())
                .toList();
    }

    final class Tab {

        final Page page;
        private final List<Object> begin;

        Tab(BrowserContext browser, int socketPort, String chatId, String token, String role) {
            page = browser.newPage();
            begin = List.of(socketPort, chatId, token, role);
            // A script that is shown, and not run.
            page.navigate("http://localhost:" + port + "/widget.js");
            page.evaluate(BEGIN, begin);
        }

        void reload() {
            page.reload();
            page.evaluate(BEGIN, begin);
        }

        Tab loaded() {
            return await("chat.loaded");
        }

        /** Returns its clientMessageId. */
        String say(String text) {
            return (String) page.evaluate("text => chat.send(text)", text);
        }

        Tab await(String condition) {
            page.waitForFunction("() => " + condition);
            return this;
        }

        /** Until it shows these messages and no other, and nothing is pending. */
        Tab awaitMessages(String... texts) {
            page.waitForFunction(
                    "texts => chat.messages.map(({ message }) => message).join('|') === texts && !chat.pending.length",
                    String.join("|", texts));
            return this;
        }

        /** Until these are shown as not sent yet. */
        Tab awaitPending(String... texts) {
            page.waitForFunction(
                    "texts => chat.pending.map(({ message }) => message).join('|') === texts", String.join("|", texts));
            return this;
        }

        Object get(String expression) {
            return page.evaluate("() => " + expression);
        }

        void run(String script) {
            page.evaluate("() => { " + script + " }");
        }
    }
}
