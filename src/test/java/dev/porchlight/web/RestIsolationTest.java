package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.Forgery;
import dev.porchlight.testing.RawHttp;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.test.context.TestPropertySource;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Every address there is, asked by everybody who might try. A new one is in here by itself. */
@TestPropertySource(properties = "porchlight.jwt-secret=" + Forgery.SECRET)
class RestIsolationTest extends ApplicationTest {

    /** What needs no header: these prove by their bodies who asks, or need nobody. */
    private static final Set<String> OPEN = Set.of(
            "POST /owner/register",
            "POST /owner/login",
            "POST /owner/logout",
            "POST /owner/reset",
            " /error",
            "GET /",
            "GET /dashboard",
            "GET /dashboard/",
            "GET /dashboard/preview",
            "GET /dashboard/worker.js",
            "GET /demo",
            "GET /demo/",
            "GET /widget.js");

    private static final String ASSETS = "GET /assets/";

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private static Account owner;
    private static Account stranger;
    private static Account loggedOut;
    private static GuestChat chat;

    @BeforeEach
    void openChat() {
        if (owner == null) {
            owner = newOwner();
            stranger = newOwner();
            loggedOut = logIn(owner);
            rest().post("/owner/logout", rest().json("token", loggedOut.token()));
            chat = newChat(owner);
            chat.say("For her eyes only");
        }
    }

    @Test
    void what_is_open_is_listed_here() {
        assertThat(all()).containsAll(OPEN).anyMatch("GET /owner/site"::equals);
    }

    @Test
    void nobody_gets_anything() {
        for (String address : closed()) {
            assertThat(ask(address, null)).as(address).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void nor_does_whoever_holds_no_living_token_of_ours() {
        List<String> tokens = new ArrayList<>(List.of("garbage", loggedOut.token()));
        for (String good : List.of(owner.token(), chat.token())) {
            tokens.add(Forgery.expired(good));
            tokens.add(Forgery.signedWithAnotherKey(good));
            tokens.add(Forgery.withoutSignature(good));
            tokens.add(Forgery.changed(good));
            tokens.add(Forgery.withKind(good, "identity"));
            tokens.add(Forgery.withKind(good, null));
        }
        tokens.add(Forgery.withKind(chat.token(), "owner"));
        for (String address : closed()) {
            for (String token : tokens) {
                assertThat(ask(address, token)).as(address + " " + token).startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void guests_get_nothing() {
        for (String address : closed()) {
            assertThat(ask(address, chat.token())).as(address).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void another_owner_sees_nothing_of_hers() {
        for (String address : closed()) {
            assertThat(ask(address, stranger.token()))
                    .as(address)
                    .doesNotStartWith("HTTP/1.1 5")
                    .doesNotContain(
                            owner.email(), owner.domain(), owner.id(), chat.id(), chat.guestId(), "For her eyes");
        }
        assertThat(rest().post("/owner/login", rest().json("email", owner.email(), "password", PASSWORD))
                        .status())
                .isEqualTo(200);
    }

    private List<String> closed() {
        return all().stream()
                .filter(address -> !OPEN.contains(address) && !address.startsWith(ASSETS))
                .toList();
    }

    /** As {@code METHOD /path}, with something of hers for each variable in it. */
    private Set<String> all() {
        Set<String> all = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("dev.porchlight")) {
                all.addAll(addresses(mapping));
            }
        });
        return all;
    }

    private static Set<String> addresses(RequestMappingInfo mapping) {
        Set<String> methods = new TreeSet<>();
        for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
            methods.add(method.name());
        }
        Set<String> addresses = new TreeSet<>();
        for (String path : mapping.getPatternValues()) {
            for (String method : methods.isEmpty() ? Set.of("") : methods) {
                addresses.add(method + " " + path.replaceAll("\\{[^}]*}", chat.id()));
            }
        }
        return addresses;
    }

    private String ask(String address, String token) {
        String[] parts = address.split(" ", 2);
        String authorization = token == null ? "X: x" : "Authorization: Bearer " + token;
        String head = RawHttp.head(
                parts[0],
                parts[1],
                authorization,
                "Content-Type: application/json",
                "Content-Length: 2",
                "Connection: close");
        return RawHttp.exchange(port, head + "{}");
    }
}
