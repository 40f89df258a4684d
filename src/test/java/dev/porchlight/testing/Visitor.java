package dev.porchlight.testing;

import io.socket.client.IO;
import io.socket.client.Socket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.Headers;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** A visitor behind a reverse proxy, with an address of their own. */
public final class Visitor {

    private final ReverseProxy proxy;
    private final OkHttpClient http;

    /** With HTTP/2 this library does not read an answer that comes before it has sent everything. */
    private final OkHttpClient http1;

    public record Reply(int status, Headers headers, String body) {}

    public Visitor(ReverseProxy proxy, String address) throws Exception {
        this.proxy = proxy;
        this.http = new OkHttpClient.Builder()
                .socketFactory(new SocketsFrom(InetAddress.getByName(address)))
                .sslSocketFactory(
                        proxy.certificate().tls().getSocketFactory(),
                        proxy.certificate().trust())
                .readTimeout(1, TimeUnit.MINUTES)
                .build();
        this.http1 = http.newBuilder().protocols(List.of(Protocol.HTTP_1_1)).build();
    }

    public Reply get(String path, String... headers) {
        return exchange(http, request(path, headers));
    }

    public Reply post(String path, String contentType, String body, String... headers) {
        return exchange(http1, request(path, headers).post(RequestBody.create(MediaType.parse(contentType), body)));
    }

    /**
     * Posts more than a proxy reads before it answers and closes, and reads meanwhile, as browsers do: what is unread when
     * the connection is reset is lost.
     *
     * @return the status line
     */
    public String postLarge(String path, String contentType, int bytes) throws Exception {
        try (java.net.Socket connection = proxy.connect()) {
            connection.setSoTimeout(60_000);
            String head = RawHttp.head("POST", path, "Content-Type: " + contentType, "Content-Length: " + bytes);
            connection.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> sendBlanks(connection, bytes), new ThreadPerTask());
            String status = new BufferedReader(
                            new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
            // A proxy discards the rest, or resets the connection.
            sending.get(60, TimeUnit.SECONDS);
            return status;
        }
    }

    private static void sendBlanks(java.net.Socket connection, int bytes) {
        byte[] blanks = " ".repeat(1024).getBytes(StandardCharsets.US_ASCII);
        try {
            for (int sent = 0; sent < bytes; sent += blanks.length) {
                connection.getOutputStream().write(blanks, 0, Math.min(blanks.length, bytes - sent));
            }
        } catch (IOException answeredAndClosed) {
            // The answer is what matters.
        }
    }

    /** An official client that is yet to connect. */
    public Socket socket(String transport, String... headers) {
        IO.Options options = options(transport);
        options.extraHeaders = Headers.of(headers).toMultimap();
        return IO.socket(URI.create(proxy.url()), options);
    }

    /** The same, where the proxy has Porchlight below a path. */
    public Socket socketBelow(String path, String... transports) {
        IO.Options options = options(transports);
        options.path = path + "/socket.io/";
        return IO.socket(URI.create(proxy.url()), options);
    }

    private IO.Options options(String... transports) {
        IO.Options options = new IO.Options();
        options.forceNew = true;
        options.transports = transports;
        options.callFactory = http;
        options.webSocketFactory = http;
        return options;
    }

    private Request.Builder request(String path, String... headers) {
        return new Request.Builder().url(proxy.url() + path).headers(Headers.of(headers));
    }

    private static Reply exchange(OkHttpClient http, Request.Builder request) {
        try (Response response = http.newCall(request.build()).execute()) {
            return new Reply(
                    response.code(), response.headers(), response.body().string());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class SocketsFrom extends SocketFactory {

        private final InetAddress address;

        SocketsFrom(InetAddress address) {
            this.address = address;
        }

        @Override
        public java.net.Socket createSocket() throws IOException {
            java.net.Socket socket = new java.net.Socket();
            socket.bind(new InetSocketAddress(address, 0));
            return socket;
        }

        @Override
        public java.net.Socket createSocket(String host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(String host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(InetAddress host, int port) {
            throw new UnsupportedOperationException();
        }

        @Override
        public java.net.Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
            throw new UnsupportedOperationException();
        }
    }
}
