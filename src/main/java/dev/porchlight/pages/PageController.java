package dev.porchlight.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import lombok.RequiredArgsConstructor;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The addresses that people and websites know; everything else is an asset. */
@RestController
@RequiredArgsConstructor
class PageController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

    private final Assets assets;
    private final PublicSockets sockets;
    private final PageHeaders headers;
    private final Bundle bundle;
    private final Demo demo;

    @GetMapping("/")
    ResponseEntity<String> home(HttpServletRequest request) {
        return page("index.html", request, Map.of("demo", demo.isShown() ? "shown" : "hidden"));
    }

    @GetMapping("/dashboard/")
    ResponseEntity<String> dashboard(HttpServletRequest request) {
        return page("dashboard/index.html", request, Map.of("demo", demo.isShown() ? demo.domain() : ""));
    }

    /** Shows notifications where a page may not. Its address is its scope, and browsers compare it by bytes. */
    @GetMapping("/dashboard/worker.js")
    ResponseEntity<String> worker() {
        return ResponseEntity.ok()
                .contentType(SCRIPT)
                .cacheControl(CacheControl.noCache())
                .body(assets.text("dashboard/worker.js"));
    }

    /** A page with the widget, shown in the dashboard's settings. */
    @GetMapping("/dashboard/preview")
    ResponseEntity<String> preview(HttpServletRequest request) {
        return page("dashboard/preview.html", request, Map.of());
    }

    @GetMapping("/demo/")
    ResponseEntity<String> demo(HttpServletRequest request) {
        demo.requireShown();
        return page(
                "demo/index.html",
                request,
                Map.of("domain", demo.domain(), "owner", demo.hasOwner() ? "known" : "wanted"));
    }

    @GetMapping({"/dashboard", "/demo"})
    ResponseEntity<Void> withoutSlash(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(request.getRequestURI() + "/"))
                .build();
    }

    /** Websites name it for good, so it has no version; browsers ask again every five minutes. */
    @GetMapping("/widget.js")
    ResponseEntity<String> widget() {
        return ResponseEntity.ok()
                .contentType(SCRIPT)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .eTag("W/\"" + assets.version() + sockets.address().hashCode() + "\"")
                .header("Access-Control-Allow-Origin", "*")
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .body(filled(bundle.of("widget/loader.js"), Map.of()));
    }

    /** All that the launcher fetches when a visitor acts. */
    @GetMapping("/assets/{version}/widget/all.js")
    ResponseEntity<String> wholeWidget(@PathVariable String version) {
        boolean current = version.equals(assets.version());
        return ResponseEntity.ok()
                .contentType(SCRIPT)
                .cacheControl(current ? Assets.FOREVER : CacheControl.noCache())
                .body(bundle.of("widget/main.js"));
    }

    private ResponseEntity<String> page(String file, HttpServletRequest request, Map<String, String> values) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", headers.policy(request))
                .body(filled(assets.text(file), values));
    }

    /** With what only the running application knows: {@code {{name}}} becomes the value of that name. */
    private String filled(String text, Map<String, String> values) {
        String filled = text.replace("{{assets}}", assets.path()).replace("{{sockets}}", sockets.address());
        for (Map.Entry<String, String> value : values.entrySet()) {
            filled = filled.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return filled;
    }
}
