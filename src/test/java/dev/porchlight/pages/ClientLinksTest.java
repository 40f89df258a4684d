package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import dev.porchlight.testing.Chromium;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where a link begins and ends, in the widget and the dashboard. A wrong link is worse than none. */
class ClientLinksTest extends BrowserTest {

    /** Each: a text, and where its links lead. */
    private static final String TEXTS = """
                o'brien@example.com => mailto:o'brien@example.com
                o’brien@example.com =>
                d'ada@example.com =>
                l'info@example.it =>
                https://e.com/a|b/c =>
                https://e.com/a…/c =>
                https://example.com/😀/x =>
                https://e.com/search?q="x"&y=1 =>
                müller@example.com => mailto:müller@example.com
                mu\u0308ller@example.com => mailto:mu\u0308ller@example.com
                jörg.ßtark+x@bücher.example => mailto:jörg.ßtark+x@bücher.example
                'ada@example.com' => mailto:ada@example.com
                *ada@example.com* => mailto:ada@example.com
                “ada@example.com” => mailto:ada@example.com
                ‘ada@example.com’ => mailto:ada@example.com
                „ada@example.com“ => mailto:ada@example.com
                <ada@example.com> => mailto:ada@example.com
                почта@пример.рф => mailto:почта@пример.рф
                аda@example.com =>
                E-Mail:ada@example.com, => mailto:ada@example.com
                email=ada@example.com =>
                邮箱是ada@example.com。谢谢 => mailto:ada@example.com
                メールはada@example.comに送って => mailto:ada@example.com
                ada@example.com으로 => mailto:ada@example.com
                李明@例子.中国 =>
                ל-ada@example.com => mailto:ada@example.com
                وada@example.com => mailto:ada@example.com
                ada@example.com-ra => mailto:ada@example.com
                ada@example.com's => mailto:ada@example.com
                ada@example.com...danke => mailto:ada@example.com
                ada@example.com.thanks =>
                ada@example.de.Danke =>
                ada@example.co.uk. => mailto:ada@example.co.uk
                @user@mastodon.social =>
                ada@bob@example.com =>
                git@github.com:owner/repo.git =>
                ada@example.com/bob@example.com =>
                ada@localhost =>
                a..b@example.com =>
                .ada@example.com => mailto:ada@example.com
                ada.@example.com =>
                -ada@example.com =>
                mailto:x@y.example. => mailto:x@y.example
                ada@example.com,bob@example.com => mailto:ada@example.com mailto:bob@example.com
                ada@example.com😀 => mailto:ada@example.com
                😀ada@example.com => mailto:ada@example.com
                (see https://a.example/b.) => https://a.example/b
                https://a.example/c_(d). => https://a.example/c_(d)
                «www.e.example؟ => https://www.e.example
                www.f.example… => https://www.f.example
                (a@g.example)! => mailto:a@g.example
                www.shop.example/a(b) => https://www.shop.example/a(b)
                <https://a.example/?q='"> => https://a.example/?q=
                awww.example.com =>
                foo/www.example.com =>
                WWW.EXAMPLE.COM => https://WWW.EXAMPLE.COM
                www.Danke =>
                https://google.com@evil.example/x =>
                https://user:pw@host.example/ =>
                https://medium.com/@user => https://medium.com/@user
                http://localhost:8000/x?y#z => http://localhost:8000/x?y#z
                http://192.168.0.1:8080. => http://192.168.0.1:8080
                https://a.exampleを見て => https://a.example
                https://a.example/bを見て =>
                https://a.example/b,を =>
                https://a.example/b。見て => https://a.example/b
                「https://a.example/b」 => https://a.example/b
                https://a.example/b（説明） => https://a.example/b
                https://例え.jp/x => https://例え.jp/x
                https://müller.example/Straße => https://müller.example/Straße
                https://пример.рф/путь, => https://пример.рф/путь
                https://مثال.إختبار/صفحة، => https://مثال.إختبار/صفحة
                https://a.example/b।और => https://a.example/b
                https://a.example/b👍 => https://a.example/b
                https://a.example’s => https://a.example
                https://a.example/b's =>
                https://a.example'dan => https://a.example
                https://a.example/b—thanks => https://a.example/b
                https://a.example/Foo–Bar – => https://a.example/Foo–Bar
                `https://a.example/b` => https://a.example/b
                [text](https://a.example/b) => https://a.example/b
                [https://a.example/b](https://c.example/d) => https://a.example/b https://c.example/d
                https://a.example/?a[]=1&b={x} => https://a.example/?a[]=1&b={x}
                https://a.example/b,https://c.example/d => https://a.example/b https://c.example/d
                https://web.archive.org/web/2020/https://x.example/ => https://web.archive.org/web/2020/https://x.example/
                https://a.example.Thanks =>
                \u2066https://a.example/b\u2069 => https://a.example/b
                https://a.example\u200bfoo =>
                javascript:alert(1) =>
                https://fa.example/می‌خواهم => https://fa.example/می‌خواهم
                https://a.example:ssa => https://a.example
                https://api.exam:ple.com/x =>
                HTTPS://A.example/B => HTTPS://A.example/B
                https://a.example/b/; => https://a.example/b/
                https://a.example/?q=1!! => https://a.example/?q=1
                https://a.example/#/x => https://a.example/#/x
                https://[::1]/ =>
                https:// =>
                see:https://a.example/b => https://a.example/b
                https://a.example, or b@c.example => https://a.example mailto:b@c.example
                https://a.example)https://b.example => https://a.example https://b.example
                https://xn--bcher-kva.example/ => https://xn--bcher-kva.example/
                a@xn--p1ai.xn--p1ai => mailto:a@xn--p1ai.xn--p1ai
                https://my_host.example/ => https://my_host.example/
                O\u00b4Brien@example.com =>
                O\u2018Brien@example.com =>
                O\u2032Brien@example.com =>
                jean\u2011luc@example.com =>
                jean\u2010luc@example.com =>
                jean–luc@example.com =>
                marcel·lí@example.com =>
                jo\u00adhn@example.com =>
                a\u200bda@example.com =>
                ada€x@example.com =>
                ada)x@example.com =>
                ada☃x@example.com =>
                ada。lovelace@example.com =>
                jo\u3164hn@example.com =>
                user:pass@example.com =>
                ftp://user:pass@example.com =>
                ftp://user@example.com =>
                sip:ada@example.com =>
                ada@mail.exam\u2010ple.com =>
                ada@mail.example。com =>
                ada@mail.example．com =>
                ada@example.co\u200bm =>
                ada@example.deDanke =>
                ada@mail.example,com =>
                ada@mail.example..com =>
                Courriel:ada@example.com => mailto:ada@example.com
                почта:ada@example.com => mailto:ada@example.com
                邮箱:ada@example.com => mailto:ada@example.com
                邮箱：ada@example.com，谢谢 => mailto:ada@example.com
                谢谢。ada@example.com。Bye =>
                Ada Lovelace<ada@example.com>,Bob<bob@example.com> => mailto:ada@example.com mailto:bob@example.com
                Support(ada@example.com) => mailto:ada@example.com
                {"mail":"ada@example.com","x":1} => mailto:ada@example.com
                mailto:ada@example.com?subject=x => mailto:ada@example.com
                李-ming@example.com =>
                ada@example.com!! => mailto:ada@example.com
                ada@example.com;bob@example.com => mailto:ada@example.com mailto:bob@example.com
                ada@example.com… => mailto:ada@example.com
                ❤️ada@example.com❤️ => mailto:ada@example.com
                https://example。com/x =>
                https://example．com/x =>
                https://exam\u00adple.com/pay =>
                https://exam\u200bple.com/pay =>
                https://jean\u2011luc.fr =>
                https://foo–bar.com =>
                https://www.jean\u2011luc.fr =>
                https://www.foo—bar.com =>
                https://api.foo—bar.com =>
                http://http://example.com =>
                https://https://example.com =>
                https://example.comhttps://example.org =>
                https://192.168.1.1\u200b0/ =>
                https://example.com:443abc/x =>
                https://example.com:443 => https://example.com:443
                https://example.com\u2024evil.com/ =>
                https://intranet/x => https://intranet/x
                https://intranet, => https://intranet
                http://localhost. Danke => http://localhost
                http://localhost) => http://localhost
                www.danke. =>
                https://www.jean-luc =>
                https://example.hu-ra => https://example.hu
                https://example.deDanke =>
                foo\u2011www.example.com =>
                https://example.com。次 => https://example.com
                https://example.com/a。次 => https://example.com/a
                https://example.com/a、b => https://example.com/a
                https://example.com/size/10×15 =>
                https://example.com/20€-rabatt =>
                https://example.com/45°-x =>
                https://example.com/a\u2060b =>
                https://example.com/items/<id>/edit =>
                https://example.com/a)b =>
                https://example.com/a]b =>
                https://example.com/a\u2010b =>
                https://example.com/a^b =>
                https://example.com/a™ =>
                https://example.com/a👍 ok => https://example.com/a
                https://example.com/a\u200b ok => https://example.com/a
                _https://example.com/a_ => https://example.com/a
                ~https://example.com/a~ => https://example.com/a
                ~~https://example.com/a~~. => https://example.com/a
                __https://example.com/a_b__ => https://example.com/a_b
                *https://example.com/a* => https://example.com/a
                **https://example.com** => https://example.com
                https://example.com/a_ => https://example.com/a_
                "https://example.com/a","b" => https://example.com/a
                <a href="https://example.com/a">x</a> => https://example.com/a
                <b>https://example.com/a</b> => https://example.com/a
                [a](https://example.com/a)[b](https://example.com/b) => https://example.com/a https://example.com/b
                “https://example.com/a”是 => https://example.com/a
                „https://example.com/a“, => https://example.com/a
                https://ja.wikipedia.org/wiki/東京 => https://ja.wikipedia.org/wiki/東京
                https://ja.wikipedia.org/wiki/東京 を見て =>
                https://ja.wikipedia.org/wiki/東京を見て =>
                https://ja.wikipedia.org/wiki/東京。 =>
                https://ja.wikipedia.org/wiki/ジョン・レノン => https://ja.wikipedia.org/wiki/ジョン・レノン
                https://ja.wikipedia.org/wiki/朝日_(新聞) => https://ja.wikipedia.org/wiki/朝日_(新聞)
                https://ko.wikipedia.org/wiki/서울 => https://ko.wikipedia.org/wiki/서울
                https://ko.wikipedia.org/wiki/서울을 보세요 =>
                https://ko.wikipedia.org/wiki/서울입니다 =>
                https://th.wikipedia.org/wiki/ไทย => https://th.wikipedia.org/wiki/ไทย
                https://zh.wikipedia.org/wiki/北京 => https://zh.wikipedia.org/wiki/北京
                https://example.com/看一下 =>
                https://example.com/です =>
                https://www.google.com/search?q=東京&hl=ja => https://www.google.com/search?q=東京&hl=ja
                <https://ja.wikipedia.org/wiki/東京>を見て => https://ja.wikipedia.org/wiki/東京
                https://a.example/x・https://b.example/y => https://a.example/x https://b.example/y
                https://hi.wikipedia.org/wiki/हिन्दी => https://hi.wikipedia.org/wiki/हिन्दी
                _see https://example.com/a_ =>
                to:ada@example.com => mailto:ada@example.com
                roberto:ada@example.com =>
                [ada@example.com](mailto:ada@example.com) => mailto:ada@example.com mailto:ada@example.com
                https://example.com-secure =>
                ada@foo.my-app =>
                https://a.example/b(説明) =>
                https://a.example/b・見て見 =>
                """;

    private BrowserContext browser;
    private Page page;

    @BeforeEach
    void openPage() {
        browser = Chromium.browser().newContext(new Browser.NewContextOptions().setBypassCSP(true));
        page = browser.newPage();
        page.navigate("http://localhost:" + port + "/widget.js");
        page.evaluate("async () => Object.assign(window, await import('/assets/000000000000/client/links.js'))");
    }

    @AfterEach
    void closeBrowser() {
        browser.close();
    }

    @Test
    void links_begin_and_end_where_people_mean_them_to() {
        String shown = TEXTS.lines()
                .map(line -> line.substring(0, line.indexOf(" =>")))
                .map(text -> (text + " => " + hrefs(text)).strip())
                .collect(Collectors.joining("\n"));

        assertThat(shown).isEqualTo(TEXTS.strip());
    }

    @Test
    void a_path_in_a_script_without_spaces_is_a_link_on_a_line_of_its_own() {
        assertThat(hrefs("見て:\n https://ja.example/wiki/東京 \r\nhttps://ko.example/wiki/서울\nhttps://zh.example/x/北京 看看"))
                .isEqualTo("https://ja.example/wiki/東京 https://ko.example/wiki/서울");
    }

    @Test
    void no_part_of_a_text_is_lost() {
        List<String> texts = TEXTS.lines().toList();

        assertThat(page.evaluate(
                        "texts => texts.map(text => linked(text).map(piece => piece.text ?? piece).join(''))", texts))
                .isEqualTo(texts);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a.",
                "a@",
                "é-",
                "(",
                "()",
                "https://",
                "https://a,",
                "https://a.b/(",
                "www.",
                "'a@b.c ",
                "€",
                "a€",
                "https://a.b/_ "
            })
    void the_longest_message_takes_no_time(String repeated) {
        String text = repeated.repeat(8_192 / repeated.length());

        assertThat((double) page.evaluate(
                        "text => { const start = performance.now(); linked(text); return performance.now() - start + 1e-3 }",
                        text))
                .isLessThan(500);
    }

    private String hrefs(String text) {
        return (String) page.evaluate("text => linked(text).map(({ href }) => href).filter(Boolean).join(' ')", text);
    }
}
