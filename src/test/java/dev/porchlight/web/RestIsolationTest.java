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

/** Every endpoint with every kind of token that gives no access. New endpoints are included automatically. */
@TestPropertySource(properties = "porchlight.jwt-secret=" + Forgery.SECRET)
class RestIsolationTest extends ApplicationTest {

    /** Endpoints without a bearer token: public ones, and those with credentials in the body. */
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
    private static Account anotherOwner;
    private static Account loggedOut;
    private static GuestChat chat;

    @BeforeEach
    void openChat() {
        if (owner == null) {
            owner = newOwner();
            anotherOwner = newOwner();
            loggedOut = logIn(owner);
            rest().post("/owner/logout", rest().json("token", loggedOut.token()));
            chat = newChat(owner);
            chat.say("For the owner only");
        }
    }

    @Test
    void the_open_endpoints_exist() {
        assertThat(all()).containsAll(OPEN).anyMatch("GET /owner/site"::equals);
    }

    @Test
    void a_request_without_a_token_is_rejected() {
        for (String endpoint : closed()) {
            assertThat(ask(endpoint, null)).as(endpoint).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void a_request_with_an_invalid_token_is_rejected() {
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
        for (String endpoint : closed()) {
            for (String token : tokens) {
                assertThat(ask(endpoint, token)).as(endpoint + " " + token).startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void a_request_with_a_guests_token_is_rejected() {
        for (String endpoint : closed()) {
            assertThat(ask(endpoint, chat.token())).as(endpoint).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void another_owner_sees_nothing_of_the_owner() {
        for (String endpoint : closed()) {
            assertThat(ask(endpoint, anotherOwner.token()))
                    .as(endpoint)
                    .doesNotStartWith("HTTP/1.1 5")
                    .doesNotContain(
                            owner.email(), owner.domain(), owner.id(), chat.id(), chat.guestId(), "For the owner only");
        }
        assertThat(rest().post("/owner/login", rest().json("email", owner.email(), "password", PASSWORD))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void earlier_messages_are_for_the_owner_of_the_chat_alone() {
        String endpoint = "GET /owner/chats/" + chat.id() + "/messages?before=2";
        assertThat(ask(endpoint, owner.token()))
                .startsWith("HTTP/1.1 200")
                .contains("[{\"seq\":1,\"role\":\"guest\",\"message\":\"For the owner only\",\"sentAt\":\"2");
        assertThat(ask(endpoint, anotherOwner.token())).startsWith("HTTP/1.1 404");
        assertThat(ask(endpoint, chat.token())).startsWith("HTTP/1.1 403");
        assertThat(ask(endpoint.replace(chat.id(), "x"), owner.token())).startsWith("HTTP/1.1 404");
        for (String before : List.of("-1", "x", "")) {
            assertThat(ask(endpoint.replace("before=2", "before=" + before), owner.token()))
                    .startsWith("HTTP/1.1 400");
        }
    }

    private List<String> closed() {
        return all().stream()
                .filter(endpoint -> !OPEN.contains(endpoint) && !endpoint.startsWith(ASSETS))
                .toList();
    }

    /** As {@code METHOD /path}, with an id of the owner for each variable. */
    private Set<String> all() {
        Set<String> all = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            if (handler.getBeanType().getPackageName().startsWith("dev.porchlight")) {
                all.addAll(endpoints(mapping));
            }
        });
        return all;
    }

    private static Set<String> endpoints(RequestMappingInfo mapping) {
        Set<String> methods = new TreeSet<>();
        for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
            methods.add(method.name());
        }
        Set<String> endpoints = new TreeSet<>();
        for (String path : mapping.getPatternValues()) {
            for (String method : methods.isEmpty() ? Set.of("") : methods) {
                endpoints.add(method + " " + path.replaceAll("\\{[^}]*}", chat.id()));
            }
        }
        return endpoints;
    }

    private String ask(String endpoint, String token) {
        String[] parts = endpoint.split(" ", 2);
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
