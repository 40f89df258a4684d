package dev.porchlight.pages;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several tabs of one visitor. */
class WidgetSoundTest extends WidgetFixture {

    /** Counts notes, of which a chime has two; {@code show} stands for looking at another tab. */
    private static final String WATCH = """
            window.notes = 0;
            const create = AudioContext.prototype.createOscillator;
            AudioContext.prototype.createOscillator = function () { notes++; return create.call(this); };
            window.state = 'visible';
            Object.defineProperty(Document.prototype, 'visibilityState', { get: () => state });
            window.focused = true;
            Document.prototype.hasFocus = () => focused;
            window.focusWindow = on => {
              focused = on;
              dispatchEvent(new Event(on ? 'focus' : 'blur'));
            };
            window.show = visible => {
              state = visible ? 'visible' : 'hidden';
              document.dispatchEvent(new Event('visibilitychange'));
            };
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })"})
    void an_answer_chimes_once_and_not_when_it_is_read_in_a_tab(String withoutLocks) {
        configure(WITHOUT_FORM);
        visitor.addInitScript(WATCH + withoutLocks);
        List<Page> tabs = List.of(visit(shop("")), visit(shop("")), visit(shop("")));
        tabs.forEach(WidgetFixture::open);
        // Browsers allow sound after a click.
        tabs.forEach(tab -> composer(tab).click());
        write(tabs.get(0), "Hello");
        String chat = awaitChat(tabs.get(0));
        tabs.forEach(tab -> assertThat(in(tab, ".me .bubble")).hasText("Hello"));

        look(tabs, 0);
        assertThat(notesAfter(tabs, chat, "read in the first", 0)).isZero();
        look(tabs, -1);
        assertThat(notesAfter(tabs, chat, "read in none", 2)).isEqualTo(2);
        look(tabs, 2);
        assertThat(notesAfter(tabs, chat, "read in the last", 2)).isEqualTo(2);
    }

    @Test
    void a_tab_that_connects_late_is_silent_and_what_comes_together_is_heard_once() {
        configure(WITHOUT_FORM);
        visitor.addInitScript(WATCH);
        List<Runnable> held = new ArrayList<>();
        AtomicBoolean isHeld = new AtomicBoolean();
        Page late = visitor.newPage();
        late.routeWebSocket(url -> true, route -> {
            WebSocketRoute server = route.connectToServer();
            server.onMessage(frame -> {
                if (isHeld.get()) {
                    held.add(() -> route.send(frame.text()));
                } else {
                    route.send(frame.text());
                }
            });
        });
        late.navigate(shop(""));
        Page page = visit(shop(""));
        List<Page> tabs = List.of(page, late);
        tabs.forEach(WidgetFixture::open);
        tabs.forEach(tab -> composer(tab).click());
        write(page, "Hello");
        String chat = awaitChat(page);
        assertThat(in(late, ".me .bubble")).hasText("Hello");
        look(tabs, -1);
        isHeld.set(true);

        for (int i = 1; i <= 3; i++) {
            answer(chat, "answer " + i);
        }
        assertThat(in(page, ".them .bubble").last()).hasText("answer 3");
        page.waitForCondition(() -> notes(tabs) >= 2);
        // Longer than a tab could keep others from it by a lock.
        page.waitForTimeout(4_000);
        isHeld.set(false);
        held.forEach(Runnable::run);
        assertThat(in(late, ".them .bubble").last()).hasText("answer 3");
        late.waitForTimeout(1_500);
        assertThat(notes(tabs)).isEqualTo(2);
    }

    @Test
    void a_message_is_read_with_focus_and_at_the_end_only() {
        configure(WITHOUT_FORM);
        visitor.addInitScript(WATCH);
        Page page = visit(shop(""));
        open(page);
        write(page, "Hello");
        String chat = awaitChat(page);
        IntStream.rangeClosed(1, 30).forEach(i -> answer(chat, "answer " + i));
        page.waitForCondition(() -> readSeq() == 31);

        page.evaluate("focusWindow(false)");
        // The window's focus is looked at after the event.
        page.evaluate("new Promise(resolve => setTimeout(resolve))");
        answer(chat, "not looked at");
        assertThat(in(page, ".badge")).containsText("1 unread message");
        page.waitForCondition(() -> notes(List.of(page)) == 2);
        assertThat(readSeq()).isEqualTo(31);
        page.evaluate("focusWindow(true)");
        assertThat(in(page, ".badge")).isEmpty();
        assertThat(in(page, ".new + .them .bubble")).hasText("not looked at");
        page.waitForCondition(() -> readSeq() == 32);

        in(page, ".list").hover();
        page.mouse().wheel(0, -600);
        assertThat(in(page, ".to-end")).isVisible();
        answer(chat, "further down");
        assertThat(in(page, ".badge")).containsText("1 unread message");
        page.waitForCondition(() -> notes(List.of(page)) == 4);
        assertThat(readSeq()).isEqualTo(32);
        in(page, ".to-end").click();
        assertThat(in(page, ".badge")).isEmpty();
        page.waitForCondition(() -> readSeq() == 33);
    }

    @Test
    void what_came_while_a_page_was_put_aside_chimes_once() {
        configure(WITHOUT_FORM);
        visitor.addInitScript(WATCH);
        Page page = visit(shop(""));
        open(page);
        composer(page).click();
        write(page, "Hello");
        String chat = awaitChat(page);
        in(page, ".close").click();
        page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))");
        IntStream.rangeClosed(1, 20).forEach(i -> answer(chat, "answer " + i));
        page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))");

        assertThat(in(page, ".badge")).containsText("20 unread messages");
        page.waitForCondition(() -> notes(List.of(page)) >= 2);
        page.waitForTimeout(1_500);
        assertThat(notes(List.of(page))).isEqualTo(2);
    }

    private int readSeq() {
        return chats("getActiveChats").get(0).get("guestReadSeq").asInt();
    }

    private static void look(List<Page> tabs, int visible) {
        for (int i = 0; i < tabs.size(); i++) {
            tabs.get(i).evaluate("visible => show(visible)", i == visible);
        }
        tabs.get(0).waitForTimeout(500);
    }

    /** @return how many notes all tabs have played, after so many, and time for more */
    private int notesAfter(List<Page> tabs, String chat, String text, int expected) {
        answer(chat, text);
        tabs.forEach(tab -> assertThat(in(tab, ".them .bubble").last()).hasText(text));
        tabs.get(0).waitForCondition(() -> notes(tabs) >= expected);
        tabs.get(0).waitForTimeout(1_500);
        return notes(tabs);
    }

    private static int notes(List<Page> tabs) {
        return tabs.stream().mapToInt(tab -> (int) tab.evaluate("notes")).sum();
    }
}
