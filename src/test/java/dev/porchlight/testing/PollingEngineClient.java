package dev.porchlight.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Engine.IO over HTTP long polling. Keeps one poll waiting only while somebody asks for packets. */
public final class PollingEngineClient extends EngineClient {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Queue<String> received = new ArrayDeque<>();
    private @Nullable CompletableFuture<HttpResponse<String>> waitingPoll;
    private String handshake = "";
    private boolean ended;

    PollingEngineClient(int port, int version) {
        super(port, version);
    }

    @Override
    protected void start() {
        HttpResponse<String> response = get(base()).join();
        split(response.body());
        String open = received.remove();
        if (response.statusCode() != 200 || !open.startsWith("0")) {
            throw new AssertionError("Expected a handshake but got " + response.statusCode() + " " + open);
        }
        handshake = open.substring(1);
    }

    @Override
    public String handshake() {
        return handshake;
    }

    @Override
    public void send(String... packets) {
        HttpResponse<String> response = post(join(packets));
        if (response.statusCode() != 200) {
            ended = true;
        }
    }

    /** Posts a body as it is. */
    public HttpResponse<String> post(String body) {
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(URI.create(sessionUrl()))
                            .header("Content-Type", "text/plain;charset=UTF-8")
                            .POST(BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("Could not post", e);
        }
    }

    /** Polls once, whatever other polls are waiting. */
    public CompletableFuture<HttpResponse<String>> pollOnce() {
        return get(sessionUrl());
    }

    @Override
    public @Nullable String poll(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (received.isEmpty() && !ended && System.nanoTime() < deadline) {
            if (waitingPoll == null) {
                waitingPoll = pollOnce();
            }
            try {
                HttpResponse<String> response =
                        waitingPoll.get(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
                waitingPoll = null;
                if (response.statusCode() == 200) {
                    split(response.body());
                } else {
                    ended = true;
                }
            } catch (TimeoutException notYet) {
                return null;
            } catch (ExecutionException | InterruptedException broken) {
                ended = true;
            }
        }
        String packet = received.poll();
        ended |= "1".equals(packet);
        return packet;
    }

    @Override
    public boolean endsWithin(Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!ended && System.nanoTime() < deadline) {
            poll(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
        }
        return ended;
    }

    @Override
    public void close() {
        if (waitingPoll != null) {
            waitingPoll.cancel(true);
        }
    }

    private String base() {
        return "http://localhost:" + port + "/socket.io/?transport=polling&EIO=" + version;
    }

    private String sessionUrl() {
        return base() + "&sid=" + sid();
    }

    private static CompletableFuture<HttpResponse<String>> get(String url) {
        return HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private String join(String... packets) {
        return version == 4
                ? String.join("\u001e", packets)
                : Arrays.stream(packets).map(p -> p.length() + ":" + p).collect(Collectors.joining());
    }

    private void split(String payload) {
        if (version == 4) {
            received.addAll(Arrays.asList(payload.split("\u001e")));
            return;
        }
        int position = 0;
        while (position < payload.length()) {
            int colon = payload.indexOf(':', position);
            int end = colon + 1 + Integer.parseInt(payload.substring(position, colon));
            received.add(payload.substring(colon + 1, end));
            position = end;
        }
    }
}
