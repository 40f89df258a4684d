package dev.porchlight.owner;

import dev.porchlight.validation.Domain;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;

/**
 * A file on the domain's website, fetched by HTTPS. Whoever asks for this chooses whom we connect to, so the name is
 * resolved once, each of its addresses must be on the Internet, and the connection goes to just that address; after each
 * redirect anew.
 */
@RequiredArgsConstructor
final class WellKnownFile implements ProofPlace {

    static final String METHOD = "https";

    private static final String PATH = "/.well-known/porchlight.txt";
    private static final int PORT = 443;
    private static final int MAX_REDIRECTS = 3;
    private static final int MAX_HEAD_BYTES = 8 * 1024;
    private static final int MAX_BODY_BYTES = 1024;
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final Resolver resolver;
    private final Connector connector;
    private final Duration limit;

    interface Resolver {
        InetAddress[] resolve(String host) throws IOException;
    }

    interface Connector {
        /** A connection over which the host has proved who it is, watched by the deadline from its beginning. */
        Socket connect(InetAddress address, String host, int port, Deadline deadline) throws IOException;
    }

    private record Answer(int status, @Nullable String location, String body) {}

    static String url(Domain domain) {
        return "https://" + domain.value() + PATH;
    }

    @Override
    public boolean shows(Domain domain, String value) throws IOException {
        try (Deadline deadline = new Deadline(limit)) {
            URI uri = URI.create(url(domain));
            for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
                Answer answer = get(uri, deadline);
                if (!REDIRECTS.contains(answer.status()) || answer.location() == null) {
                    return answer.status() == 200 && answer.body().contains(value);
                }
                uri = redirected(uri, answer.location());
            }
            return false;
        }
    }

    private static URI redirected(URI from, String location) throws IOException {
        try {
            URI to = from.resolve(location);
            boolean allowed = "https".equalsIgnoreCase(to.getScheme())
                    && to.getHost() != null
                    && to.getRawUserInfo() == null
                    && (to.getPort() == -1 || to.getPort() == PORT);
            if (allowed) {
                return to;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new IOException("A redirect to where we do not go");
    }

    private Answer get(URI uri, Deadline deadline) throws IOException {
        deadline.requireTime();
        InetAddress[] addresses = resolver.resolve(uri.getHost());
        for (InetAddress address : addresses) {
            if (!PublicAddresses.contain(address)) {
                throw new IOException("Not an address on the Internet");
            }
        }
        IOException failure = new IOException("No address");
        for (InetAddress address : addresses) {
            try (Socket socket = connector.connect(address, uri.getHost(), PORT, deadline)) {
                return exchange(socket, uri);
            } catch (IOException e) {
                failure = e;
            }
        }
        throw failure;
    }

    /** In HTTP 1.0, in which a body simply ends with its connection. */
    private static Answer exchange(Socket socket, URI uri) throws IOException {
        String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        String request = "GET " + path + query + " HTTP/1.0\r\nHost: " + uri.getHost()
                + "\r\nUser-Agent: Porchlight\r\nAccept: text/plain\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
        InputStream in = socket.getInputStream();
        // Byte by byte, which is enough for so few.
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0 || head.length() == MAX_HEAD_BYTES) {
                throw new IOException("Not an answer of HTTP");
            }
            head.append((char) next);
        }
        String[] lines = head.toString().split("\r\n");
        if (!lines[0].matches("HTTP/1\\.[01] \\d{3}( .*)?")) {
            throw new IOException("Not an answer of HTTP");
        }
        StringBuilder body = new StringBuilder();
        for (int next; body.length() < MAX_BODY_BYTES && (next = in.read()) >= 0; ) {
            body.append((char) next);
        }
        return new Answer(Integer.parseInt(lines[0].substring(9, 12)), location(lines), body.toString());
    }

    private static @Nullable String location(String[] lines) {
        for (String line : lines) {
            if (line.toLowerCase(Locale.ROOT).startsWith("location:")) {
                return line.substring("location:".length()).strip();
            }
        }
        return null;
    }
}
