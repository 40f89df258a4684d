package dev.porchlight.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.Dockerfile;
import dev.porchlight.testing.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.io.ClassPathResource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a tag is made into a release by, as far as it can be told without the machines that do it. */
class ReleaseTest {

    private static final Path WORKFLOW = Path.of(".github", "workflows", "release.yml");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {".github/workflows/ci.yml", ".github/workflows/release.yml"})
    void workflows_call_what_is_there_with_no_more_rights_than_they_need(String file) throws IOException {
        String workflow = Files.readString(Path.of(file));
        Map<String, Object> parsed = new Yaml().load(workflow);

        assertThat(parsed.get("permissions")).isEqualTo(Map.of("contents", "read"));
        assertThat(found("\\.ci/[a-z]+", workflow))
                .isNotEmpty()
                .allMatch(script -> Files.isExecutable(Path.of(script)));
        assertThat(found("(?<=uses: )\\S+", workflow))
                .isNotEmpty()
                .allMatch(action -> action.matches("[\\w-]+/[\\w-]+@v\\d+(\\.\\d+)*") || Files.exists(Path.of(action)));
        assertThat(found("(?<=needs: )[\\w, \\[\\]]+", workflow))
                .flatExtracting(jobs -> List.of(jobs.replaceAll("[\\[\\] ]", "").split(",")))
                .allMatch(((Map<?, ?>) parsed.get("jobs"))::containsKey);
    }

    @Test
    void a_release_is_built_of_the_tags_version_on_both_architectures() throws IOException {
        String workflow = Files.readString(WORKFLOW);
        Dockerfile.Stage build = Dockerfile.read(Path.of("Dockerfile")).stages().get(0);

        assertThat(Files.readString(Path.of("pom.xml"))).contains("<version>${revision}</version>");
        assertThat(build.all("ARG")).contains("VERSION");
        assertThat(build.only("RUN", "mvnw")).contains("-Drevision=$VERSION");
        assertThat(found("(?<=linux/|architecture: )(amd64|arm64)", workflow)).containsExactly("amd64", "arm64");
        // The arguments that the workflow sets are those that the Dockerfile reads.
        String dockerfile = Files.readString(Path.of("Dockerfile"));
        assertThat(found("(?m)(?<=^ {12})[A-Z]+(?==\\$\\{\\{)", workflow))
                .containsExactly("JDK", "JRE", "VERSION")
                .allMatch(argument ->
                        found("(?m)^ARG " + argument + "\\b", dockerfile).size() == 1);
    }

    /** A change of the code leaves the libraries, and what is made from them, in the layers that everybody has already. */
    @Test
    void the_code_is_the_last_large_layer_of_the_image() throws IOException {
        List<Dockerfile.Instruction> steps =
                Dockerfile.read(Path.of("Dockerfile")).stages().get(1).instructions();

        assertThat(steps.toString())
                .containsSubsequence("layers/dependencies", "ArchiveClassesAtExit", "layers/application");
        assertThat(steps.stream().map(Dockerfile.Instruction::arguments))
                .filteredOn(arguments -> arguments.contains("ArchiveClassesAtExit"))
                .noneMatch(arguments -> arguments.contains("dev.porchlight"));
    }

    @Test
    void the_changes_of_a_version_are_what_the_changelog_says_of_it() throws Exception {
        Path scripts = Files.createDirectories(folder.resolve(".ci"));
        Files.copy(Path.of(".ci", "changes"), scripts.resolve("changes"));
        Files.writeString(
                folder.resolve("CHANGELOG.md"),
                "# Changelog\n\n## [Unreleased]\n\n- next\n\n## [1.0.1] - 2027-01-02\n\n### Fixed\n\n- this\n\n## [1.0.0]\n");

        assertThat(changes("1.0.1").output().strip()).isEqualTo("### Fixed\n\n- this");
        assertThat(changes("1.0.0").succeeded()).as("nothing is said").isFalse();
        assertThat(changes("9.9.9").succeeded()).isFalse();
    }

    @Test
    void the_libraries_are_listed_with_their_versions_and_licences() throws IOException {
        JsonNode list = new JsonMapper()
                .readTree(new ClassPathResource("META-INF/sbom/application.cdx.json").getContentAsByteArray());

        assertThat(list.get("components"))
                .extracting(library -> library.at("/name").asString())
                .contains("netty-socketio", "mongodb-driver-sync", "lit-html", "h2-mvstore")
                .doesNotContain("junit-jupiter", "playwright");
        assertThat(list.get("components"))
                .allSatisfy(
                        library -> assertThat(library.at("/version").asString()).isNotBlank());
        // Neither the time nor a number by chance: the jar is made of the same bytes again.
        assertThat(list.at("/metadata/timestamp").asString("")).isIn("", "2026-01-01T00:00:00Z");
    }

    private Programs.Result changes(String version) throws InterruptedException {
        return Programs.run(folder, Map.of(), 10, "bash", ".ci/changes", version);
    }

    private static List<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .toList();
    }
}
