package dev.porchlight.pages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The texts of the dashboard: the same in every language, and those that its modules name. */
class DashboardTextsTest {

    private static final Path DASHBOARD = Path.of("src/main/resources/pages/dashboard");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

    @ParameterizedTest
    @CsvSource({"de, one other", "es, one other", "fr, one other", "ar, one two few many other"})
    void every_language_has_the_same_texts(String language, String pluralForms) {
        JsonNode english = texts("en");
        JsonNode texts = texts(language);

        assertThat(texts.propertyNames()).containsExactlyInAnyOrderElementsOf(english.propertyNames());
        assertThat(texts.get("server").propertyNames())
                .containsExactlyInAnyOrderElementsOf(english.get("server").propertyNames());
        for (String key : texts.propertyNames()) {
            JsonNode text = texts.get(key);
            assertThat(text.isObject()).as(key).isEqualTo(english.get(key).isObject());
            if (key.equals("server") || text.isString()) {
                assertThat(placeholders(text)).as(key).isEqualTo(placeholders(english.get(key)));
            } else {
                assertThat(text.propertyNames()).as(key).containsExactly(pluralForms.split(" "));
                assertThat(placeholders(english.get(key))).as(key).containsAll(placeholders(text));
                assertThat(placeholders(text.get("other")))
                        .as(key)
                        .isEqualTo(placeholders(english.get(key).get("other")));
            }
        }
    }

    @Test
    void every_text_is_used_and_every_used_text_exists() {
        String modules = read(DASHBOARD, "js");
        Set<String> keys = new TreeSet<>(texts("en").propertyNames());
        keys.remove("server");

        Set<String> named = Pattern.compile("'((?:[a-zA-Z_]+\\.)*[a-zA-Z_]+)'")
                .matcher(modules)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> begun = Pattern.compile("t\\(`([a-z.]*)\\$\\{")
                .matcher(modules)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(begun).contains("error.", "keys.", "settings.");
        assertThat(keys.stream()
                        .filter(key -> !named.contains(key) && begun.stream().noneMatch(key::startsWith)))
                .isEmpty();
        assertThat(Pattern.compile("\\b(?:t|rich)\\((?:[^()'`]+\\? )?'([\\w.]+)'(?: : '([\\w.]+)')?")
                        .matcher(modules)
                        .results()
                        .flatMap(match -> Stream.of(match.group(1), match.group(2)))
                        .filter(key -> key != null && !keys.contains(key)))
                .isEmpty();
    }

    @Test
    void every_translated_sentence_is_one_of_the_server() {
        String server = read(Path.of("src/main/java"), "java");

        assertThat(texts("en").get("server").propertyNames().stream()
                        .map(sentence -> sentence.replace(" 20.", " "))
                        .filter(sentence -> !server.contains("\"" + sentence) && !server.contains(sentence + "\"")))
                .isEmpty();
    }

    private static Set<String> placeholders(JsonNode text) {
        return PLACEHOLDER
                .matcher(text.toString())
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toSet());
    }

    private static JsonNode texts(String language) {
        return new ObjectMapper().readTree(DASHBOARD.resolve("locales/" + language + ".json"));
    }

    private static String read(Path folder, String extension) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith("." + extension))
                    .map(DashboardTextsTest::read)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
