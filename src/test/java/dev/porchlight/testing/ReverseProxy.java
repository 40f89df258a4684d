package dev.porchlight.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

/** nginx or Caddy, with the very lines that docs/operations.md tells an operator to write. */
public final class ReverseProxy implements AutoCloseable {

    private static final Path DOCUMENT = Path.of("docs", "operations.md");
    private static final String HOST = "chat.example.com";
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path folder;
    private final int port;
    private final Certificate certificate;
    private final String lines;
    private Process process;

    private ReverseProxy(Path folder, int port, String lines) throws Exception {
        this.folder = folder;
        this.port = port;
        this.certificate = Certificate.makeIn(folder);
        this.lines = lines;
    }

    /** How Debian sets nginx up. */
    private static final String DEBIAN = """
            user www-data;
            worker_processes auto;

            events {
                worker_connections 768;
                # multi_accept on;
            }
            """;

    /** Debian's lines outside of {@code http}, changed by the command that the document has for /etc/nginx/nginx.conf. */
    public static String nginxMain() throws Exception {
        Path file = Files.writeString(Files.createTempFile("nginx", ".conf"), DEBIAN);
        Matcher command =
                Pattern.compile("(?m)^sudo (sed .*) /etc/nginx/nginx\\.conf$").matcher(Files.readString(DOCUMENT));
        assertThat(command.find()).as("sed in %s", DOCUMENT).isTrue();
        assertThat(Programs.succeeds("sh", "-c", command.group(1) + " " + file)).isTrue();
        String lines = Files.readString(file);
        Files.delete(file);
        return lines;
    }

    /** Around the documented lines is what nginx needs where it may not write to /var, and compression of everything. */
    public static ReverseProxy nginx(Path folder, int restPort, int socketPort) throws Exception {
        return nginx(new ReverseProxy(folder, Ports.free(), documented("nginx").get(0)), restPort, socketPort);
    }

    /** nginx with Porchlight below the path {@code /chat/}. */
    public static ReverseProxy nginxBelowPath(Path folder, int port, int restPort, int socketPort) throws Exception {
        List<String> documented = documented("nginx");
        String lines = substitute(
                documented.get(0), "(?s)    location /socket.*(?=}\n\\Z)", Matcher.quoteReplacement(documented.get(1)));
        return nginx(new ReverseProxy(folder, port, lines), restPort, socketPort);
    }

    private static ReverseProxy nginx(ReverseProxy proxy, int restPort, int socketPort) throws Exception {
        String nginx = Programs.require("nginx");
        Path folder = proxy.folder;
        String lines = proxy.withUpstreams(restPort, socketPort).replace(HOST, "localhost");
        lines = substitute(lines, "(ssl_certificate +)\\S+;", "$1" + proxy.certificate.file() + ";");
        lines = substitute(lines, "(ssl_certificate_key +)\\S+;", "$1" + proxy.certificate.key() + ";");
        lines = substitute(lines, "(listen .*)443 ssl", "$1" + proxy.port + " ssl");
        if (Files.notExists(Path.of("/proc/net/if_inet6"))) {
            lines = substitute(lines, "listen \\[::].*;", "");
        }
        Files.writeString(folder.resolve("nginx.conf"), """
                daemon off;
                pid nginx.pid;
                %s
                http {
                    access_log off;
                    client_body_temp_path body;
                    proxy_temp_path proxy;
                    fastcgi_temp_path fastcgi;
                    uwsgi_temp_path uwsgi;
                    scgi_temp_path scgi;
                    gzip on;
                    gzip_types *;
                    gzip_proxied any;
                    gzip_min_length 1;
                %s
                }
                """.formatted(
                        substitute(nginxMain(), "www-data", System.getProperty("user.name")), lines));
        return proxy.start(nginx, "-p", folder + "/", "-c", "nginx.conf", "-e", "stderr");
    }

    /** Around the documented lines is our certificate, shown also to Java, which does not name a localhost. */
    public static ReverseProxy caddy(Path folder, int restPort, int socketPort) throws Exception {
        return caddy(new ReverseProxy(folder, Ports.free(), documented("caddy").get(0)), restPort, socketPort);
    }

    /** Caddy with Porchlight below the path {@code /chat/}. */
    public static ReverseProxy caddyBelowPath(Path folder, int port, int restPort, int socketPort) throws Exception {
        List<String> documented = documented("caddy");
        String lines = substitute(
                documented.get(0),
                "(?s)\treverse_proxy /socket.*(?=}\n\\Z)",
                Matcher.quoteReplacement(documented.get(1)));
        return caddy(new ReverseProxy(folder, port, lines), restPort, socketPort);
    }

    private static ReverseProxy caddy(ReverseProxy proxy, int restPort, int socketPort) throws Exception {
        String caddy = Programs.require("caddy");
        Path folder = proxy.folder;
        String site = "https://localhost:%d {%n\tencode {%n\t\tgzip%n\t\tminimum_length 1%n\t}%n\ttls %s %s"
                .formatted(proxy.port, proxy.certificate.file(), proxy.certificate.key());
        String lines = substitute(proxy.withUpstreams(restPort, socketPort), Pattern.quote(HOST + " {"), site);
        String options =
                "{\n\tadmin off\n\tauto_https disable_redirects\n\tskip_install_trust\n\tdefault_sni localhost\n";
        Files.writeString(folder.resolve("Caddyfile"), substitute(lines, "\\A\\{\n", options));
        return proxy.start(caddy, "run", "--config", "Caddyfile", "--adapter", "caddyfile");
    }

    /** As the document has them. */
    public String lines() {
        return lines;
    }

    public String url() {
        return "https://localhost:" + port;
    }

    /** A connection that has just been made. */
    public Socket connect() throws IOException {
        return certificate.tls().getSocketFactory().createSocket("localhost", port);
    }

    public Certificate certificate() {
        return certificate;
    }

    private String withUpstreams(int restPort, int socketPort) {
        String withRest = substitute(lines, "127\\.0\\.0\\.1:8000", "127.0.0.1:" + restPort);
        return substitute(withRest, "127\\.0\\.0\\.1:8080", "127.0.0.1:" + socketPort);
    }

    private static String substitute(String text, String pattern, String replacement) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as("%s in the document", pattern).isTrue();
        return matcher.replaceAll(replacement);
    }

    /** All blocks in a language, in their order. */
    private static List<String> documented(String language) throws IOException {
        List<String> blocks = Pattern.compile("(?s)```" + language + "\n(.*?)```")
                .matcher(Files.readString(DOCUMENT))
                .results()
                .map(block -> block.group(1))
                .toList();
        assertThat(blocks).as("%s in %s", language, DOCUMENT).isNotEmpty();
        return blocks;
    }

    private ReverseProxy start(String... command) throws Exception {
        Path log = folder.resolve("proxy.log");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        for (String home : List.of("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")) {
            builder.environment().put(home, folder.toString());
        }
        process = builder.start();
        try {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .failFast(() -> !process.isAlive())
                    .until(this::listens);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            close();
            throw new AssertionError("The proxy did not start:\n" + Files.readString(log), e);
        }
        return this;
    }

    private boolean listens() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("localhost", port));
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() throws InterruptedException {
        List<ProcessHandle> workers = process.descendants().toList();
        process.destroy();
        if (!process.waitFor(5, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        workers.forEach(ProcessHandle::destroyForcibly);
    }
}
