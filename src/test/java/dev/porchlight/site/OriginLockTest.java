package dev.porchlight.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.InvalidSettingException;
import dev.porchlight.error.RequestException;
import dev.porchlight.network.RequestSource;
import java.net.InetAddress;
import java.util.List;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which pages may open the chats of a locked site. */
class OriginLockTest {

    private static final String DOMAIN = "lamps.example.com";
    private static final String PUBLIC_URL = "https://chat.example.org:8443/welcome";

    private final ObjectId ownerId = new ObjectId();
    private final SiteService sites = mock(SiteService.class);
    private final OriginLock lock = new OriginLock(sites, new OriginSettings(PUBLIC_URL));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "https://DOMAIN               | true",
                "http://DOMAIN                | true",
                "https://DOMAIN:8443          | true",
                "https://www.DOMAIN           | true",
                "http://a.b.DOMAIN:81         | true",
                "HTTPS://DOMAIN               | true",
                "https://DOMAIN.              | true",
                "http://localhost             | true",
                "http://localhost:3000        | true",
                "http://127.0.0.1:5173        | true",
                "http://[::1]:8000            | true",
                "https://chat.example.org:8443 | true",
                "https://partner.example      | true",
                "http://partner.example:81    | true",
                "http://asked.example         | true",
                "https://asked.example:8000   | true",
                "null                         | false",
                "https://evil.example         | false",
                "https://evilDOMAIN           | false",
                "https://DOMAIN.evil.example  | false",
                "https://evil.example/DOMAIN  | false",
                "https://DOMAIN/              | false",
                "https://DOMAIN@evil.example  | false",
                "https://evil.example#.DOMAIN | false",
                "https://example.com          | false",
                "file://                      | false",
                "chrome-extension://DOMAIN    | false",
                "ftp://DOMAIN                 | false",
                "DOMAIN                       | false",
                "https://localhost.evil.example | false",
                "http://127.0.0.1.evil.example | false",
                "http://127.0.0.2             | false",
                "http://[::2]                 | false",
                "http://chat.example.org:8443 | false",
                "https://chat.example.org     | false",
                "https://sub.chat.example.org:8443 | false",
                "http://partner.example       | false",
                "https://partner.example:444  | false",
                "https://sub.partner.example  | false",
                "https://sub.asked.example    | false",
                "https://DOMAIN https://evil.example | false",
            })
    void a_locked_site_allows_its_own_pages_and_a_few_others(String origin, boolean allowed) {
        serve(new Site(true, List.of("https://partner.example", "http://partner.example:81"), null));

        if (allowed) {
            assertThatCode(() -> requireAllowed(origin.replace("DOMAIN", DOMAIN)))
                    .doesNotThrowAnyException();
        } else {
            assertThatThrownBy(() -> requireAllowed(origin.replace("DOMAIN", DOMAIN)))
                    .isInstanceOf(RequestException.class)
                    .hasMessage("Chats of this website work on its own pages only.")
                    .extracting(e -> ((RequestException) e).getCode())
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void names_that_were_one_are_two() {
        serve(Site.of(true, List.of("https://faß.example"), null));

        for (String own : List.of("https://xn--fa-hia.example", "https://XN--FA-HIA.example", "https://faß.example")) {
            assertThatCode(() -> requireAllowed(own)).doesNotThrowAnyException();
        }
        assertThatThrownBy(() -> requireAllowed("https://fass.example")).isInstanceOf(RequestException.class);
        serve(Site.of(true, List.of("https://fass.example"), null));
        assertThatThrownBy(() -> requireAllowed("https://xn--fa-hia.example")).isInstanceOf(RequestException.class);
        assertThatCode(() -> requireAllowed("https://fass.example")).doesNotThrowAnyException();
    }

    @Test
    void a_locked_site_allows_clients_without_an_origin() {
        serve(new Site(true, List.of(), null));

        assertThatCode(() -> requireAllowed(null)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://evil.example", "null", "file://"})
    void an_unlocked_site_allows_any_page(String origin) {
        serve(Site.DEFAULT);

        assertThatCode(() -> requireAllowed(origin)).doesNotThrowAnyException();
    }

    @Test
    void the_public_url_is_a_setting() {
        serve(new Site(true, List.of(), null));
        ApplicationContextRunner application = new ApplicationContextRunner()
                .withBean(SiteService.class, () -> sites)
                .withUserConfiguration(OriginLock.class);

        application
                .withPropertyValues("porchlight.public-url=" + PUBLIC_URL)
                .run(context -> assertThatCode(() -> context.getBean(OriginLock.class)
                                .requireAllowed(ownerId, DOMAIN, source("https://chat.example.org:8443")))
                        .doesNotThrowAnyException());
        application.run(context -> assertThatThrownBy(() -> context.getBean(OriginLock.class)
                        .requireAllowed(ownerId, DOMAIN, source("https://chat.example.org:8443")))
                .isInstanceOf(RequestException.class));
        application
                .withPropertyValues("porchlight.public-url=nonsense")
                .run(context -> assertThat(context)
                        .getFailure()
                        .hasRootCauseInstanceOf(InvalidSettingException.class)
                        .rootCause()
                        .hasMessageContaining("PORCHLIGHT_PUBLIC_URL"));
    }

    private void serve(Site site) {
        when(sites.of(ownerId)).thenReturn(site);
    }

    private void requireAllowed(String origin) {
        lock.requireAllowed(ownerId, DOMAIN, source(origin));
    }

    private static RequestSource source(String origin) {
        return new RequestSource(InetAddress.getLoopbackAddress(), false, origin, "asked.example:8080");
    }
}
