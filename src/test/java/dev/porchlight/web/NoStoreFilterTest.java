package dev.porchlight.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.testing.RawHttp;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** No cache keeps what needs a token or gives one. New endpoints are included automatically. */
class NoStoreFilterTest extends ApplicationTest {

    private static final Pattern CACHE_CONTROL = Pattern.compile("(?im)^Cache-Control: *(.*?)\\r?$");

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    @Test
    void every_answer_of_every_private_endpoint_is_not_stored() {
        Set<String> endpoints = privateEndpoints();
        assertThat(endpoints).contains("POST /owner/login", "GET /owner/export", "GET /owner/site/secrets");
        Account owner = newOwner();
        String guestToken = newChat(owner).token();
        for (String endpoint : endpoints) {
            // Log-outs and ended sessions must not make the rest of the answers the same 401.
            String token = logIn(owner).token();
            for (String body : List.of("{}", "{", "[1]", "")) {
                assertNotStored(endpoint, "Authorization: Bearer " + token, body);
                assertNotStored(endpoint, "X: x", body);
            }
            assertNotStored(endpoint, "Authorization: Bearer " + guestToken, "{}");
            assertNotStored(endpoint, "X: x", "x".repeat(70_000));
        }
    }

    @Test
    void nor_are_answers_of_other_methods_and_addresses() {
        for (String request : List.of(
                "HEAD /owner/site",
                "OPTIONS /owner/site",
                "TRACE /owner/site",
                "DELETE /owner/login",
                "BREW /owner/login",
                "GET /owner",
                "GET /owner/",
                "GET /owner/nothing",
                "GET /owner;x=1/site",
                "GET /%6fwner/site",
                "GET /x/../owner/site",
                "GET /owner/%00",
                "GET /owner/%2e%2e%2fx")) {
            assertNotStored(request, "X: x", "");
        }
    }

    @Test
    void a_log_in_is_not_stored() {
        Account owner = newOwner();
        String body = rest().json("email", owner.email(), "password", PASSWORD);
        assertThat(assertNotStored("POST /owner/login", "X: x", body)).startsWith("HTTP/1.1 200");
        assertThat(assertNotStored("GET /owner/export", "Authorization: Bearer " + owner.token(), ""))
                .startsWith("HTTP/1.1 200");
    }

    private Set<String> privateEndpoints() {
        Set<String> endpoints = new TreeSet<>();
        mappings.getHandlerMethods().forEach((mapping, handler) -> {
            for (String path : mapping.getPatternValues()) {
                if (path.startsWith("/owner") || needsToken(handler)) {
                    for (RequestMethod method : mapping.getMethodsCondition().getMethods()) {
                        endpoints.add(method + " " + path.replaceAll("\\{[^}]*}", "0123456789abcdef01234567"));
                    }
                }
            }
        });
        return endpoints;
    }

    private static boolean needsToken(HandlerMethod handler) {
        return Stream.of(handler.getMethod().getParameterTypes()).anyMatch(OwnerPrincipal.class::equals);
    }

    private String assertNotStored(String request, String header, String body) {
        String[] parts = request.split(" ", 2);
        String[] headers = {
            header, "Content-Type: application/json", "Content-Length: " + body.length(), "Connection: close"
        };
        String answer = RawHttp.exchange(port, RawHttp.head(parts[0], parts[1], headers) + body);
        List<String> values = CACHE_CONTROL
                .matcher(answer.split("\\r\\n\\r\\n", 2)[0])
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(values).as("%s %s %s: %s", request, header, body, answer).containsExactly("no-store");
        return answer;
    }
}
