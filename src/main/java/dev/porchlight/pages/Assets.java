package dev.porchlight.pages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.http.CacheControl;
import org.springframework.stereotype.Component;

/**
 * The static files of the pages. One version, a hash of them all, stands in every path, so that browsers may cache them
 * for good and modules can still import each other by relative paths.
 */
@Component
class Assets {

    static final String LOCATION = "classpath:/pages/";
    static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final String LIT_HTML = "classpath*:/META-INF/resources/webjars/lit-html/*/";

    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final String version;

    Assets() {
        version = hashOf("classpath*:/pages/**/*.*", LIT_HTML + "**/*.js");
    }

    /** The path of the current version below that of Porchlight, without slashes around it. */
    String path() {
        return "assets/" + version;
    }

    String version() {
        return version;
    }

    /**
     * Reads a file once and keeps it.
     *
     * @param file a path below {@code pages}, never one from a request: what is read is never evicted
     */
    String text(String file) {
        return texts.computeIfAbsent(file, this::read);
    }

    private String read(String file) {
        try {
            return resources.getResource(LOCATION + file).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of lit-html on the class path, whatever its version. */
    Resource litHtmlFolder() {
        try {
            return resources.getResources(LIT_HTML + "lit-html.js")[0].createRelative("");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String hashOf(String... patterns) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String pattern : patterns) {
                Resource[] files = resources.getResources(pattern);
                Arrays.sort(files, Comparator.comparing(Resource::getDescription));
                for (Resource file : files) {
                    hash.update(file.getContentAsByteArray());
                }
            }
            return HexFormat.of().formatHex(hash.digest(), 0, 6);
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("The pages cannot be read.", e);
        }
    }
}
