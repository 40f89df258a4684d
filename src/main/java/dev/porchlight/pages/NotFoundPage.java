package dev.porchlight.pages;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.HandlerExceptionResolver;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.resource.NoResourceFoundException;

/** What a browser shows at an address where there is nothing; programs get the envelope. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
@RequiredArgsConstructor
class NotFoundPage implements HandlerExceptionResolver {

    private static final int MAX_FOLDERS = 100;

    /** Programs call these, and some name HTML without knowing it, such as Java's HttpURLConnection. */
    private static final List<String> FOR_PROGRAMS = List.of("/owner", "/actuator");

    private final Assets assets;
    private final PageHeaders headers;

    /** @return null if this is no page that was not found: then the next resolver answers */
    @Override
    public @Nullable ModelAndView resolveException(
            HttpServletRequest request, HttpServletResponse response, @Nullable Object handler, Exception e) {
        String path = request.getServletPath();
        if (!isNotFound(e) || PageHeaders.isForWebsites(path) || isForPrograms(path)) {
            return null;
        }
        response.addHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT);
        if (!isForReader(request)) {
            return null;
        }
        String root = rootFrom(request);
        byte[] body = assets.text("not-found.html")
                .replace("{{root}}", root)
                .replace("{{assets}}", root + assets.path())
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(HttpStatus.NOT_FOUND.value());
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        response.setHeader("Content-Security-Policy", headers.contentSecurityPolicy(request));
        response.setContentLength(body.length);
        try {
            response.getOutputStream().write(body);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
        return new ModelAndView();
    }

    private static boolean isForPrograms(String path) {
        return FOR_PROGRAMS.stream().anyMatch(below -> path.equals(below) || path.startsWith(below + "/"));
    }

    private static boolean isNotFound(Exception e) {
        return e instanceof NoResourceFoundException
                || e instanceof RequestException request && request.getCode() == ErrorCode.NOT_FOUND;
    }

    /** Whether the client names HTML and does not like JSON better; programs that take anything get JSON. */
    private static boolean isForReader(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        boolean read = HttpMethod.GET.matches(request.getMethod()) || HttpMethod.HEAD.matches(request.getMethod());
        if (accept == null || !read) {
            return false;
        }
        try {
            List<MediaType> types = MediaType.parseMediaTypes(accept);
            double html = quality(types, MediaType.TEXT_HTML);
            return html > 0 && html > quality(types, MediaType.APPLICATION_JSON);
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static double quality(List<MediaType> types, MediaType wanted) {
        return types.stream()
                .filter(wanted::equalsTypeAndSubtype)
                .mapToDouble(MediaType::getQualityValue)
                .max()
                .orElse(0);
    }

    /** Relative, as in all pages: a proxy may have stripped a path. */
    private static String rootFrom(HttpServletRequest request) {
        long folders = request.getRequestURI().chars().filter(c -> c == '/').count() - 1;
        return folders <= 0 ? "./" : "../".repeat((int) Math.min(folders, MAX_FOLDERS));
    }
}
