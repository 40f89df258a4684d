package dev.porchlight.testing.commands;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What MongoDB documents, as written down in {@code mongodb-8.0.txt}; that file explains itself. */
final class Documentation {

    private static final String ANY = "any";

    private final Map<String, Map<String, String>> sections = new HashMap<>();
    private final Map<String, List<String>> pages = new HashMap<>();

    static Documentation ofMongoDb8() {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
                Documentation.class.getResourceAsStream("/mongodb-8.0.txt"), StandardCharsets.UTF_8))) {
            return new Documentation(reader.lines().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Documentation(List<String> lines) {
        Map<String, String> section = new HashMap<>();
        for (String line : lines) {
            if (line.startsWith("[")) {
                int end = line.indexOf(']');
                String name = line.substring(1, end);
                section = sections.computeIfAbsent(name, unknown -> new HashMap<>());
                pages.computeIfAbsent(name, unknown -> new ArrayList<>())
                        .add(line.substring(end + 1).strip());
            } else if (!line.isBlank() && !line.startsWith("#")) {
                for (String word : line.strip().split("\\s+")) {
                    int colon = word.indexOf(':');
                    section.put(
                            colon < 0 ? word : word.substring(0, colon), colon < 0 ? ANY : word.substring(colon + 1));
                }
            }
        }
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    /** How the value of a field or operator is read; {@code null} if it is not documented. */
    @Nullable
    String rule(String section, String word) {
        return sections.getOrDefault(section, Map.of()).get(word);
    }

    String pages(String section) {
        return String.join(" ", pages.getOrDefault(section, List.of()));
    }
}
