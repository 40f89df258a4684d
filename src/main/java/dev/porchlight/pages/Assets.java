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
 * The files of which pages are made. All have one version, so that modules can import each other by relative paths: it
 * changes whenever one of them does.
 */
@Component
class Assets {

    static final String FILES = "classpath:/pages/";
    static final CacheControl FOREVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePublic().immutable();
    private static final String LIT_HTML = "classpath*:/META-INF/resources/webjars/lit-html/*/";

    private final PathMatchingResourcePatternResolver resources = new PathMatchingResourcePatternResolver();
    private final Map<String, String> texts = new ConcurrentHashMap<>();
    private final String version;

    Assets() {
        version = hashOf("classpath*:/pages/**/*.*", LIT_HTML + "**/*.js");
    }

    /** The path below which they are, without a slash at the end. */
    String path() {
        return "/assets/" + version;
    }

    String version() {
        return version;
    }

    /** @param file its path below {@code pages}, one of those that we name: each is read once */
    String text(String file) {
        return texts.computeIfAbsent(file, this::read);
    }

    private String read(String file) {
        try {
            return resources.getResource(FILES + file).getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The folder of lit-html, whatever its version. */
    Resource litHtml() {
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
