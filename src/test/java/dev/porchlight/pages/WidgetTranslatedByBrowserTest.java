package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Page;
import org.junit.jupiter.api.Test;

/** A browser may translate the page at any moment; what the widget writes after that is shown all the same. */
class WidgetTranslatedByBrowserTest extends WidgetFixture {

    @Test
    void what_is_written_after_a_translation_is_shown() {
        configure(WITHOUT_FORM);
        Page page = visit(shop("data-locale=\"en\""));
        open(page);
        assertThat(in(page, "h2")).hasText("Lamps");
        PageTranslation.translate(page);
        write(page, "first");
        String chat = awaitChat(page);
        assertThat(in(page, ".me .bubble")).hasText(new String[] {"first"});
        PageTranslation.translate(page);
        answer(chat, "second");
        assertThat(in(page, ".bubble")).hasText(new String[] {"Hello! How can we help?", "first", "second"});
        assertThat(in(page, ".bubble").last()).hasAttribute("translate", "yes");
        assertThat(in(page, ".presence")).hasText("We are here");
        PageTranslation.translate(page);
        ownerClient.close();
        assertThat(in(page, ".presence")).hasText("Away at the moment");
        ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", owner.token());
        assertThat(in(page, ".presence")).hasText("We are here");
        assertThat(in(page, ".me .meta")).containsText("Seen");

        in(page, ".close").click();
        for (int unread = 1; unread <= 3; unread++) {
            answer(chat, "answer " + unread);
            assertThat(in(page, ".badge .sr")).hasText(unread == 1 ? "1 unread message" : unread + " unread messages");
            PageTranslation.translate(page);
        }
        open(page);
        assertThat(in(page, ".badge")).hasText("");
        assertThat(in(page, ".bubble").last()).hasText("answer 3");
        PageTranslation.translate(page);
        in(page, ".sound").click();
        assertThat(in(page, ".sound")).hasAttribute("title", "Turn sound on");
        in(page, ".end").click();
        assertThat(in(page, ".closed-note p").first())
                .hasText("This conversation has ended. Write again to take it up.");
        PageTranslation.translate(page);
        in(page, ".rating .up").click();
        in(page, ".rating .primary").click();
        assertThat(in(page, ".rating [role=status]")).hasText("Thank you for your answer.");
        PageTranslation.translate(page);
        write(page, "third");
        assertThat(in(page, ".me .bubble").last()).hasText("third");
        assertThat(in(page, ".closed-note")).hasCount(0);
    }
}
