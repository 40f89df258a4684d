package dev.porchlight.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import lombok.RequiredArgsConstructor;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
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

    @GetMapping("/")
    ResponseEntity<String> home(HttpServletRequest request) {
        return page("index.html", request);
    }

    @GetMapping("/dashboard/")
    ResponseEntity<String> dashboard(HttpServletRequest request) {
        return page("dashboard/index.html", request);
    }

    /** A page with the widget, shown in the dashboard's settings. */
    @GetMapping("/dashboard/preview")
    ResponseEntity<String> preview(HttpServletRequest request) {
        return page("dashboard/preview.html", request);
    }

    @GetMapping("/demo/")
    ResponseEntity<String> demo(HttpServletRequest request) {
        return page("demo/index.html", request);
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
                .eTag(assets.version() + sockets.address().hashCode())
                .header("Access-Control-Allow-Origin", "*")
                .header("Cross-Origin-Resource-Policy", "cross-origin")
                .body(filled("widget/loader.js"));
    }

    private ResponseEntity<String> page(String file, HttpServletRequest request) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache())
                .header("Content-Security-Policy", headers.policy(request))
                .body(filled(file));
    }

    private String filled(String file) {
        return assets.text(file).replace("{{assets}}", assets.path()).replace("{{sockets}}", sockets.address());
    }
}
