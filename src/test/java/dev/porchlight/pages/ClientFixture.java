package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import dev.porchlight.testing.FaultyProxy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Pages with nothing but the client's modules. */
abstract class ClientFixture extends BrowserTest {

    private static final String START_CONVERSATION = """
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

    /** Incoming packets pass {@code window.tamper}, which may drop them; sent ones are recorded. */
    private static final String INTERCEPT_WEB_SOCKET = """
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

    /** A browser context with a storage of its own. */
    BrowserContext newBrowser() {
        // The policy of the page would allow only our own socket port, not a proxy's.
        BrowserContext context = Chromium.browser().newContext(new Browser.NewContextOptions().setBypassCSP(true));
        context.setDefaultTimeout(30_000);
        context.addInitScript(INTERCEPT_WEB_SOCKET);
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

    /** Sends 30 messages while connections break. */
    void assertNothingIsLostOver(FaultyProxy proxy) {
        Tab tab = guestTab(proxy.port()).loaded();
        proxy.breakThings();
        String[] texts = IntStream.range(0, 30).mapToObj(i -> "message " + i).toArray(String[]::new);
        for (String text : texts) {
            tab.say(text);
        }
        tab.await("chat.lastSeq >= 8");
        proxy.heal();
        tab.run("dispatchEvent(new Event('online'))");

        tab.awaitMessages(texts);
        assertThat(stored()).containsExactly(texts);
        assertThat(proxy.faults()).isPositive();
    }

    /** The texts of the messages that the server has stored. */
    List<String> stored() {
        return guest.client()
                .ask("getChatMessages", "chatId", guest.id(), "token", owner.token())
                .get("data")
                .valueStream()
                .map(message -> message.get("message").asString())
                .toList();
    }

    /** @param begin port of the sockets, chat, token and role */
    static void startConversation(Page page, int port, List<Object> begin) {
        // Any document of our origin: a browser shows a script and does not run it.
        page.navigate("http://localhost:" + port + "/widget.js");
        page.evaluate(START_CONVERSATION, begin);
    }

    final class Tab {

        final Page page;
        private final List<Object> begin;

        Tab(BrowserContext browser, int socketPort, String chatId, String token, String role) {
            page = browser.newPage();
            begin = List.of(socketPort, chatId, token, role);
            startConversation(page, port, begin);
        }

        void reload() {
            page.reload();
            page.evaluate(START_CONVERSATION, begin);
        }

        Tab loaded() {
            return await("chat.loaded");
        }

        /** @return the clientMessageId */
        String say(String text) {
            return (String) page.evaluate("text => chat.send(text)", text);
        }

        Tab await(String condition) {
            page.waitForFunction("() => " + condition);
            return this;
        }

        /** Waits until the conversation has exactly these messages and none is pending. */
        Tab awaitMessages(String... texts) {
            page.waitForFunction(
                    "texts => chat.messages.map(({ message }) => message).join('|') === texts && !chat.pending.length",
                    String.join("|", texts));
            return this;
        }

        /** Waits until exactly these messages are pending. */
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
