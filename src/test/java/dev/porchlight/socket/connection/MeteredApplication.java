package dev.porchlight.socket.connection;

import dev.porchlight.testing.ChatClient;
import dev.porchlight.testing.ForkedApplication;
import dev.porchlight.testing.Ports;
import dev.porchlight.testing.Rest;
import dev.porchlight.testing.RunningJvm;
import dev.porchlight.testing.TestDatabases;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import tools.jackson.databind.JsonNode;

/** Porchlight in a process of its own, with readable meters and one owner. */
final class MeteredApplication implements AutoCloseable {

    private final ForkedApplication process;
    private final URI meters;
    private final String ownerToken;
    private final Queue<ChatClient> clients = new ConcurrentLinkedQueue<>();

    private MeteredApplication(ForkedApplication process, int metersPort) {
        this.process = process;
        this.meters = URI.create("http://127.0.0.1:" + metersPort + "/actuator/prometheus");
        Rest rest = new Rest(process.restPort());
        String account = rest.json("email", "o@example.com", "password", "a password", "domain", "x.example");
        rest.post("/owner/register", account);
        JsonNode login = rest.post("/owner/login", account).body();
        ownerToken = login.get("data").get("token").asString();
    }

    static MeteredApplication start(Path folder) throws Exception {
        int port = Ports.free();
        return new MeteredApplication(
                ForkedApplication.start(folder, TestDatabases.newUri().orElse(""), 0, 0, metersAt(port)), port);
    }

    /** For measurements, see {@link ForkedApplication#startAsShipped}. */
    static MeteredApplication startAsShipped(Path folder) throws Exception {
        int port = Ports.free();
        return new MeteredApplication(
                ForkedApplication.startAsShipped(
                        List.of("-Xmx256m"), folder, TestDatabases.newUri().orElse(""), metersAt(port)),
                port);
    }

    private static String[] metersAt(int port) {
        return new String[] {
            "--management.server.port=" + port,
            "--management.server.address=127.0.0.1",
            "--management.endpoints.web.exposure.include=prometheus"
        };
    }

    RunningJvm jvm() {
        return new RunningJvm(process.pid());
    }

    String output() {
        return process.output();
    }

    String ownerToken() {
        return ownerToken;
    }

    ChatClient connect() {
        ChatClient client = ChatClient.connect(process.socketPort());
        clients.add(client);
        return client;
    }

    /** A connection of the owner, who gets all pushes. */
    ChatClient connectOwner() {
        ChatClient ownerClient = connect();
        ownerClient.ask("getWaitingChats", "token", ownerToken, "limit", 1);
        return ownerClient;
    }

    /** The sum of all values whose line begins with the name. */
    double meter(String name) throws Exception {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(meters).build(), HttpResponse.BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    @Override
    public void close() throws InterruptedException {
        process.kill();
        clients.forEach(ChatClient::close);
    }
}
