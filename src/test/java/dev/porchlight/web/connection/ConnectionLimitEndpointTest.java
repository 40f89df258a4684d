package dev.porchlight.web.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.porchlight.health.FileDescriptors;
import dev.porchlight.testing.RawHttp;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small Tomcat: 10 threads, 40 connections, 10 of them for an address. */
class ConnectionLimitEndpointTest {

    private static final String UNLIMITED = "127.0.3.";

    /** Less than the 5 s after which silent connections make room by themselves. */
    private static final Duration SOON = Duration.ofSeconds(3);

    private final CountDownLatch asyncStarted = new CountDownLatch(1);
    private final BlockingQueue<String> closingThreads = new ArrayBlockingQueue<>(1);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Socket> sockets = new ArrayList<>();
    private final Tomcat tomcat = new Tomcat();
    private final ConnectionLimitProtocol protocol = new ConnectionLimitProtocol();

    private final AtomicLong openDescriptors = new AtomicLong(100);

    @TempDir
    private Path folder;

    private int port;

    @BeforeEach
    void start() throws Exception {
        protocol.setMaxConnections(40);
        protocol.setMaxThreads(10);
        protocol.setConnectionTimeout(5000);
        protocol.setMaxSwallowSize(0);
        // The kernel then asks for more often enough to see how slow a reader is.
        protocol.setProperty("socket.txBufSize", "16384");
        Rejections rejections = new Rejections(meters);
        FileDescriptors descriptors = new FileDescriptors(200, openDescriptors::get, System::nanoTime);
        protocol.limitConnections(peer -> !peer.getHostAddress().startsWith(UNLIMITED), 10, descriptors, rejections);
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        tomcat.setBaseDir(folder.toString());
        tomcat.setConnector(connector);
        tomcat.getEngine().getPipeline().addValve(new UnreadInputValve(rejections));
        Context context = tomcat.addContext("", folder.toString());
        Tomcat.addServlet(context, "answers", new Answers()).setAsyncSupported(true);
        context.addServletMappingDecoded("/", "answers");
        tomcat.start();
        port = connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
        tomcat.stop();
        tomcat.destroy();
    }

    @Test
    void a_connection_that_would_take_the_last_file_descriptors_is_closed_at_once_until_there_are_more() {
        openDescriptors.set(190);
        await().ignoreExceptions().untilAsserted(() -> {
            try (Socket socket = connect("127.0.0.2")) {
                socket.setSoTimeout(100);
                assertThat(socket.getInputStream().read()).isEqualTo(-1);
            }
            assertThat(rejected("file descriptors")).isPositive();
        });
        openDescriptors.set(100);
        await().ignoreExceptions().untilAsserted(() -> assertAnswered("127.0.0.9"));
    }

    /** Both addresses have enough connections for all threads. */
    @Test
    void answers_that_an_address_does_not_read_hold_few_threads() throws IOException {
        for (int i = 0; i < 10; i++) {
            ask(connect("127.0.0.2"), "/large");
        }
        await().untilAsserted(
                        () -> assertThat(rejected("slow readers of an address")).isEqualTo(6));

        assertAnswered("127.0.0.9");
    }

    @Test
    void answers_that_many_addresses_do_not_read_hold_half_of_the_threads() throws IOException {
        for (int i = 0; i < 12; i++) {
            ask(connect("127.0.0." + (2 + i % 3)), "/large");
        }
        await().untilAsserted(() -> assertThat(rejected("slow readers in all")).isEqualTo(7));

        assertAnswered("127.0.0.9");
    }

    @Test
    void the_slowest_make_room_for_others() throws IOException {
        // Many times faster than whoever is not judged yet, so that a busy machine does not make it the slowest.
        Socket honest = connect("127.0.0.9", 16 * 1024);
        ask(honest, "/large");
        Duration judged = Duration.ofSeconds(2);
        read(honest, 5000, Duration.ofMillis(5), judged, 100_000);
        for (int i = 0; i < 12; i++) {
            ask(connect("127.0.0." + (2 + i % 3)), "/large");
        }

        read(honest, 5000, Duration.ofMillis(5), judged, 100_000);
        await().pollInterval(Duration.ofMillis(5)).until(() -> {
            read(honest, 5000, Duration.ZERO, Duration.ZERO, 5000);
            return rejected("slow readers in all") == 8;
        });
    }

    @Test
    void a_reader_that_takes_little_gets_its_answer_and_one_that_takes_nothing_is_cut_off() throws IOException {
        ask(connect("127.0.0.2"), "/large");
        Socket socket = connect("127.0.0.2");
        ask(socket, "/large");

        read(socket, 1000, Duration.ofMillis(200), Duration.ofSeconds(18), 50_000);
        read(socket, 8192, Duration.ofMillis(5), Duration.ofSeconds(1), 100_000);
        await().atMost(Duration.ofSeconds(25))
                .untilAsserted(() -> assertThat(rejected("slow reader")).isOne());
    }

    @Test
    void whoever_comes_is_served_when_others_hold_all_connections() throws IOException {
        for (int i = 0; i < 50; i++) {
            Socket socket = connect("127.0.0." + (2 + i % 5));
            if (i % 2 == 0) {
                ask(socket, "/small");
            }
        }

        for (int i = 0; i < 10; i++) {
            assertAnswered("127.0.0.9");
        }
        assertThat(rejected("connections in all")).isGreaterThan(10);
    }

    @Test
    void a_connection_of_an_address_with_few_is_not_closed_for_others() throws IOException {
        Socket quiet = connect("127.0.0.9");
        for (int i = 0; i < 50; i++) {
            connect("127.0.0." + (2 + i % 5));
        }
        assertAnswered("127.0.0.8");

        ask(quiet, "/small");
        assertThat(quiet.getInputStream().read()).isEqualTo('H');
    }

    /** An office has more than any of them, but uses them. */
    @Test
    void whoever_is_silent_for_longest_makes_room_when_many_addresses_have_few_connections() throws IOException {
        for (int i = 0; i < 31; i++) {
            connect("127.0.1." + i);
        }
        // One more: Tomcat counts the connection that it waits for, too.
        await().until(() -> protocol.getConnectionCount() == 32);
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        List<Socket> office = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            office.add(connect("127.0.0.9"));
            ask(office.get(i), "/small");
            assertThat(office.get(i).getInputStream().read()).isEqualTo('H');
        }
        for (int i = 0; i < 15; i++) {
            assertAnswered("127.0.2." + i);
        }

        for (Socket socket : office) {
            socket.setSoTimeout(5000);
            socket.getInputStream().skip(socket.getInputStream().available());
            ask(socket, "/small");
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        assertThat(rejected("connections in all")).isGreaterThan(10);
    }

    /** Such as a trusted proxy. */
    @Test
    void room_is_made_for_whoever_is_not_limited_too() throws IOException {
        for (int i = 0; i < 50; i++) {
            connect("127.0.0." + (2 + i % 5));
        }

        for (int i = 0; i < 10; i++) {
            assertAnswered(UNLIMITED + i);
        }
    }

    /** The thread that accepts connections must not wait for what a closed request does. */
    @Test
    void a_thread_of_requests_closes_what_makes_room() throws IOException, InterruptedException {
        ask(connect("127.0.0.2"), "/async");
        assertThat(asyncStarted.await(10, TimeUnit.SECONDS)).isTrue();
        LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        for (int i = 0; i < 36; i++) {
            connect("127.0.1." + i);
        }
        assertAnswered("127.0.0.9");

        assertThat(closingThreads.poll(10, TimeUnit.SECONDS)).contains("exec");
    }

    @Test
    void few_connections_linger() throws IOException {
        for (int i = 0; i < 8; i++) {
            Socket socket = connect("127.0.0.2");
            send(socket, RawHttp.head("POST", "/small", "Content-Length: 100000"));
            socket.setSoTimeout(5000);
            socket.getInputStream().readAllBytes();
        }

        await().during(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> assertThat(sockets.stream().filter(this::isOpen).count())
                                .isEqualTo(4));
    }

    private boolean isOpen(Socket socket) {
        try {
            send(socket, "x");
            return true;
        } catch (IOException closed) {
            return false;
        }
    }

    /** Reads a portion at a time, for at least so long and until there are so many bytes. */
    private static void read(Socket socket, int portion, Duration pause, Duration time, int minBytes)
            throws IOException {
        socket.setSoTimeout(10_000);
        long startNanos = System.nanoTime();
        int bytes = 0;
        byte[] buffer = new byte[portion];
        while (bytes < minBytes || System.nanoTime() - startNanos < time.toNanos()) {
            int length = socket.getInputStream().read(buffer);
            if (length < 0) {
                throw new EOFException();
            }
            bytes += length;
            LockSupport.parkNanos(pause.toNanos());
        }
    }

    private void assertAnswered(String address) throws IOException {
        long startNanos = System.nanoTime();
        Socket honest = connect(address);
        honest.setSoTimeout(10_000);
        ask(honest, "/small");
        assertThat(honest.getInputStream().read()).isEqualTo('H');
        assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(SOON);
    }

    private double rejected(String rule) {
        return meters.counter("porchlight.rest.rejected", "rule", rule).count();
    }

    private Socket connect(String from) throws IOException {
        return connect(from, 2048);
    }

    private Socket connect(String from, int receiveBufferBytes) throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(receiveBufferBytes);
        socket.bind(new InetSocketAddress(InetAddress.getByName(from), 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        sockets.add(socket);
        return socket;
    }

    private static void ask(Socket socket, String path) throws IOException {
        send(socket, RawHttp.head("GET", path));
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private final class Answers extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            if (request.getRequestURI().equals("/async")) {
                request.startAsync().addListener(new Closing());
                asyncStarted.countDown();
                return;
            }
            int length = switch (request.getRequestURI()) {
                case "/large" -> 20_000_000;
                default -> 10;
            };
            response.setContentLength(length);
            response.getOutputStream().write(new byte[length]);
        }
    }

    private final class Closing implements AsyncListener {

        @Override
        public void onError(AsyncEvent event) {
            closingThreads.add(Thread.currentThread().getName());
        }

        @Override
        public void onComplete(AsyncEvent event) {
            // After the error.
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // Later than the test.
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // Only once.
        }
    }
}
