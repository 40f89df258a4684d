package dev.porchlight.pages;

import dev.porchlight.network.RequestSource;
import dev.porchlight.owner.registration.Registration;
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
import org.springframework.web.bind.annotation.RestController;

/**
 * The pages and scripts with a fixed address; all other files have a versioned one, see {@link PagesConfiguration}. They refer
 * to each other by relative URLs, since a reverse proxy may serve all of it below a path and strip that.
 */
@RestController
@RequiredArgsConstructor
class PageController {

    private static final MediaType HTML = MediaType.parseMediaType("text/html;charset=UTF-8");
    private static final MediaType SCRIPT = MediaType.parseMediaType("text/javascript;charset=UTF-8");

    /** The URL of the application's root, relative to a page in it. */
    private static final String SAME_FOLDER = "./";
    /** The same, relative to a page in a folder below it. */
    private static final String PARENT_FOLDER = "../";

    private final Assets assets;
    private final PublicSocketUrl socketUrl;
    private final PageHeaders headers;
    private final DemoShop demo;
    private final Registration registration;

    @GetMapping("/")
    ResponseEntity<String> home(HttpServletRequest request, RequestSource source) {
        return page(
                "index.html",
                SAME_FOLDER,
                request,
                Map.of("demo", demo.isShownTo(source) ? "shown" : "hidden", "registration", registrationState()));
    }

    @GetMapping("/dashboard/")
    ResponseEntity<String> dashboard(HttpServletRequest request, RequestSource source) {
        return page(
                "dashboard/index.html",
                PARENT_FOLDER,
                request,
                Map.of("demo", demo.isShownTo(source) ? demo.domain() : "", "registration", registrationState()));
    }

    /** Whether the pages offer everybody to register. */
    private String registrationState() {
        return registration.isOpen() ? "open" : "closed";
    }

    /** Has no version: the address of a service worker sets its scope, and browsers look for changes there. */
    @GetMapping("/dashboard/worker.js")
    ResponseEntity<String> serviceWorker() {
        return ResponseEntity.ok()
                .contentType(SCRIPT)
                .cacheControl(CacheControl.noCache())
                .body(assets.text("dashboard/worker.js"));
    }

    /** An empty page with the widget, framed by the dashboard's settings. */
    @GetMapping("/dashboard/preview")
    ResponseEntity<String> preview(HttpServletRequest request) {
        return page("dashboard/preview.html", PARENT_FOLDER, request, Map.of());
    }

    @GetMapping("/demo/")
    ResponseEntity<String> demo(HttpServletRequest request, RequestSource source) {
        demo.requireShownTo(source);
        return page(
                "demo/index.html",
                PARENT_FOLDER,
                request,
                Map.of(
                        "domain", demo.domain(),
                        "state", demo.hasOwner() ? "owned" : "missing",
                        "widget", demo.widgetAttributes()));
    }

    /** To a relative URL, so that a path that a proxy has stripped survives. */
    @GetMapping({"/dashboard", "/demo"})
    ResponseEntity<Void> redirectToSlash(HttpServletRequest request) {
        return ResponseEntity.status(HttpStatus.FOUND)
                .location(URI.create(SAME_FOLDER + request.getServletPath().substring(1) + "/"))
                .build();
    }

    /**
     * Bundled from {@code pages/widget/loader.js} by the build. Websites name this URL for good, so it has no version and is
     * cached for minutes only.
     */
    @GetMapping("/widget.js")
    ResponseEntity<String> widgetLoader() {
        return ResponseEntity.ok()
                .contentType(SCRIPT)
                .cacheControl(CacheControl.maxAge(Duration.ofMinutes(5)).cachePublic())
                .eTag("W/\"" + assets.version() + socketUrl.value().hashCode() + "\"")
                .body(render("widget.js", SAME_FOLDER, Map.of()));
    }

    /** It depends on who asks and by which address, so shared caches must not keep it. */
    private ResponseEntity<String> page(
            String file, String root, HttpServletRequest request, Map<String, String> values) {
        return ResponseEntity.ok()
                .contentType(HTML)
                .cacheControl(CacheControl.noCache().cachePrivate())
                .header("Content-Security-Policy", headers.contentSecurityPolicy(request))
                .body(render(file, root, values));
    }

    /**
     * Replaces each {@code {{name}}} in a file by the value of that name, unescaped: no value can have markup.
     *
     * @param root the relative URL of the application's root
     */
    private String render(String file, String root, Map<String, String> values) {
        String text = assets.text(file)
                .replace("{{root}}", root)
                .replace("{{assets}}", root + assets.path())
                .replace("{{sockets}}", socketUrl.value());
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{{" + value.getKey() + "}}", value.getValue());
        }
        return text;
    }
}
