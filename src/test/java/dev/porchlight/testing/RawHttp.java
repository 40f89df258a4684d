package dev.porchlight.testing;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;

/** Sends exactly these bytes on a new connection and returns all that comes back until the server closes it. */
public final class RawHttp {

    private RawHttp() {}

    public static String exchange(int port, String request) {
        return exchange(port, request, Duration.ofSeconds(5));
    }

    /** Fails when the server keeps the connection open for longer than it should. */
    public static String exchange(int port, String request, Duration patience) {
        try (Socket socket = new Socket("localhost", port)) {
            socket.setSoTimeout((int) patience.toMillis());
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketTimeoutException hanging) {
            throw new AssertionError("The server left the connection open after: " + firstLine(request), hanging);
        } catch (IOException e) {
            throw new AssertionError("Broken connection after: " + firstLine(request), e);
        }
    }

    /** Asks the server to close the connection, unless a header says what becomes of it. */
    public static String get(int port, String uri, String... headers) {
        String head = head("GET", uri, headers);
        return exchange(
                port, head.contains("\r\nConnection:") ? head : head("GET", uri, and("Connection: close", headers)));
    }

    private static String[] and(String header, String... others) {
        return Stream.concat(Stream.of(header), Arrays.stream(others)).toArray(String[]::new);
    }

    public static String head(String method, String uri, String... headers) {
        StringBuilder head = new StringBuilder(method + " " + uri + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static String firstLine(String request) {
        return request.lines().findFirst().orElse("nothing");
    }
}
