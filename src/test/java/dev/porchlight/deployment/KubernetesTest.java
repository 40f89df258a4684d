package dev.porchlight.deployment;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.testing.Dockerfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** deploy/kubernetes.yml, as far as it can be told without a cluster: its parts fit each other, the image and the documents. */
class KubernetesTest {

    private static JsonNode service;
    private static JsonNode pod;
    private static JsonNode container;
    private static JsonNode ingress;
    private static Dockerfile.Stage image;
    private static String operations;

    @BeforeAll
    static void read() throws IOException {
        LoaderOptions strict = new LoaderOptions();
        strict.setAllowDuplicateKeys(false);
        List<JsonNode> objects = StreamSupport.stream(
                        new Yaml(new SafeConstructor(strict))
                                .loadAll(Files.readString(Path.of("deploy", "kubernetes.yml")))
                                .spliterator(),
                        false)
                .<JsonNode>map(new JsonMapper()::valueToTree)
                .toList();
        assertThat(objects)
                .extracting(object -> object.at("/apiVersion").asString() + " "
                        + object.at("/kind").asString())
                .containsExactly("v1 Service", "apps/v1 StatefulSet", "networking.k8s.io/v1 Ingress");
        service = objects.get(0);
        pod = objects.get(1).at("/spec/template");
        container = pod.at("/spec/containers/0");
        ingress = objects.get(2);
        assertThat(objects.get(1).at("/spec/replicas").asInt()).isEqualTo(1);
        image = Dockerfile.read(Path.of("Dockerfile")).stages().get(1);
        operations = Files.readString(Path.of("docs", "operations.md"));
    }

    @Test
    void it_runs_without_rights_as_the_image_does() {
        String[] user = image.only("USER", "").split(":");
        assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/spec/securityContext/runAsUser").asString()).isEqualTo(user[0]);
        assertThat(List.of("runAsGroup", "fsGroup"))
                .allSatisfy(group -> assertThat(
                                pod.at("/spec/securityContext/" + group).asString())
                        .isEqualTo(user[1]));
        assertThat(pod.at("/spec/securityContext/seccompProfile/type").asString())
                .isEqualTo("RuntimeDefault");
        JsonNode rights = container.at("/securityContext");
        assertThat(rights.at("/readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(rights.at("/allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(rights.at("/capabilities/drop/0").asString()).isEqualTo("ALL");
        assertThat(pod.at("/spec/automountServiceAccountToken").asBoolean(true)).isFalse();
        assertThat(container.at("/resources/limits/memory").asString()).isEqualTo("1Gi");
    }

    @Test
    void it_keeps_the_folder_that_the_image_writes_to() {
        String data = image.only("VOLUME", "");
        assertThat(image.only("ENV", "PORCHLIGHT_DATA")).isEqualTo("PORCHLIGHT_DATA=" + data);
        assertThat(container.at("/volumeMounts/0/mountPath").asString()).isEqualTo(data);
    }

    /** Services would set variables such as PORCHLIGHT_PORT, and each start would say that it does not know them. */
    @Test
    void it_sets_what_is_documented_and_nothing_else() {
        assertThat(pod.at("/spec/enableServiceLinks").asBoolean(true)).isFalse();
        assertThat(container.at("/env"))
                .isNotEmpty()
                .allSatisfy(variable -> assertThat(operations)
                        .containsPattern("\\b" + variable.at("/name").asString() + "\\b"));
    }

    @Test
    void its_probes_ask_what_is_documented_at_the_management_port() {
        assertThat(port("management")).isEqualTo(variable("MANAGEMENT_SERVER_PORT"));
        assertThat(variable("MANAGEMENT_ENDPOINTS_WEB_EXPOSURE_INCLUDE").split(","))
                .contains("health", "prometheus");
        assertThat(List.of("startupProbe", "readinessProbe", "livenessProbe")).allSatisfy(name -> {
            JsonNode probe = container.at("/" + name + "/httpGet");
            assertThat(probe.at("/port").asString()).isEqualTo("management");
            assertThat(operations).contains("| `" + probe.at("/path").asString() + "` |");
        });
        assertThat(container.at("/readinessProbe/httpGet/path").asString()).endsWith("/readiness");
        assertThat(container.at("/livenessProbe/httpGet/path").asString()).endsWith("/liveness");
        JsonNode annotations = pod.at("/metadata/annotations");
        assertThat(annotations.get("prometheus.io/port").asString()).isEqualTo(port("management"));
        assertThat(operations).contains(annotations.get("prometheus.io/path").asString());
    }

    @Test
    void requests_find_their_port() {
        assertThat(List.of("rest", "sockets"))
                .allSatisfy(name -> assertThat(image.only("EXPOSE", "")).contains(port(name)));
        assertThat(service.at("/spec/ports"))
                .hasSize(2)
                .allSatisfy(port -> assertThat(port(port.at("/targetPort").asString()))
                        .isEqualTo(port.at("/port").asString()));
        assertThat(pod.at("/metadata/labels")).isEqualTo(service.at("/spec/selector"));
        assertThat(StreamSupport.stream(ingress.at("/spec/rules/0/http/paths").spliterator(), false)
                        .collect(Collectors.toMap(
                                path -> path.at("/path").asString(),
                                path -> path.at("/backend/service/port/name").asString())))
                .containsOnly(entry("/socket.io/", "sockets"), entry("/", "rest"));
        assertThat(ingress.at("/spec/rules/0/host").asString())
                .isEqualTo(ingress.at("/spec/tls/0/hosts/0").asString());
        assertThat(variable("PORCHLIGHT_PUBLIC_URL"))
                .isEqualTo("https://" + ingress.at("/spec/rules/0/host").asString());
    }

    private static String port(String name) {
        return StreamSupport.stream(container.at("/ports").spliterator(), false)
                .filter(port -> port.at("/name").asString().equals(name))
                .map(port -> port.at("/containerPort").asString())
                .findFirst()
                .orElseThrow();
    }

    private static String variable(String name) {
        return StreamSupport.stream(container.at("/env").spliterator(), false)
                .filter(variable -> variable.at("/name").asString().equals(name))
                .map(variable -> variable.at("/value").asString())
                .findFirst()
                .orElseThrow();
    }
}
