package load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * The load client: guests and owners of one server, on one thread. It reads commands, a line each, and answers each with
 * a line of JSON; {@code bench/README.md} has them.
 */
final class Load {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TURN_MILLIS = 100;

    private final int port;
    private final long serverPid;
    private final long storePid;
    private final Selector selector = Selector.open();
    private final List<Owner> owners = new ArrayList<>();
    private final List<Guest> guests = new ArrayList<>();
    private final List<Visitor> visitors = new ArrayList<>();
    private final Latencies replies = new Latencies();
    private final Latencies pushes = new Latencies();
    private Pace pace = Pace.NONE;
    private long sent;
    private long answered;
    private long pushed;

    private Load(int port, long serverPid, long storePid) throws IOException {
        this.port = port;
        this.serverPid = serverPid;
        this.storePid = storePid;
    }

    /** @param args the server's port for Socket.IO, its process, and its store's or 0 */
    public static void main(String[] args) throws IOException {
        Load load = new Load(Integer.parseInt(args[0]), Long.parseLong(args[1]), Long.parseLong(args[2]));
        BufferedReader commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
        for (String line; (line = commands.readLine()) != null; ) {
            System.out.println(load.run(line.split(" ")));
        }
        // The server sees all of them leave at once.
        System.exit(0);
    }

    private String run(String[] words) throws IOException {
        return switch (words[0]) {
            case "owner" -> owner(words[1], words[2]);
            case "guests" -> guests(Integer.parseInt(words[1]));
            case "closed" -> phase(Pace.CLOSED, Double.parseDouble(words[1]), Double.parseDouble(words[2]));
            case "rate" ->
                phase(
                        new Pace.Rate(Double.parseDouble(words[1]), guests.size()),
                        Double.parseDouble(words[2]),
                        Double.parseDouble(words[3]));
            case "connect" -> connect(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "idle" -> idle(Double.parseDouble(words[1]));
            case "disconnect" -> disconnect();
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String owner(String domain, String token) throws IOException {
        Owner owner = new Owner(domain, token, this::pushed);
        owners.add(owner);
        Connection.open(selector, port, owner);
        await(owner::isOpen, "an owner");
        return "{}";
    }

    private String guests(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Guest guest = new Guest(owners.get(i % owners.size()).domain(), this::replied);
            guests.add(guest);
            guest.open(selector, port);
            await(guest::isOpen, "a guest's chat");
        }
        return "{}";
    }

    /** Messages for some time, of which the first part does not count. */
    private String phase(Pace how, double seconds, double settle) throws IOException {
        long sentBefore = sent;
        pace = how.from(micros());
        turn(settle);
        replies.clear();
        pushes.clear();
        Usage start = usage();
        turn(seconds);
        Usage end = usage();
        int count = replies.count();
        pace = Pace.NONE;
        String latencies = replies.json("reply") + "," + pushes.json("push");
        await(() -> answered == sent && pushed == sent, "replies and pushes: " + sent + " sent");
        return "{\"messages\":" + count + ",\"allMessages\":" + (sent - sentBefore) + "," + latencies + ","
                + end.jsonSince(start) + "}";
    }

    private String connect(int count, int atOnce) throws IOException {
        Usage start = usage();
        int target = visitors.size() + count;
        int[] open = {visitors.size()};
        while (open[0] < target) {
            while (visitors.size() < target && visitors.size() - open[0] < atOnce) {
                Visitor visitor = new Visitor(guests.get(visitors.size() % guests.size()), () -> open[0]++);
                visitor.open(selector, port);
                visitors.add(visitor);
            }
            int before = open[0];
            await(() -> open[0] > before, "a connection");
        }
        return "{\"connections\":" + count + "," + usage().jsonSince(start) + "}";
    }

    private String idle(double seconds) throws IOException {
        Usage start = usage();
        turn(seconds);
        return "{" + usage().jsonSince(start) + "}";
    }

    private String disconnect() throws IOException {
        for (Visitor visitor : visitors) {
            visitor.close();
        }
        visitors.clear();
        selector.selectNow();
        return "{}";
    }

    private Usage usage() throws IOException {
        return Usage.now(serverPid, storePid);
    }

    private static long micros() {
        return System.nanoTime() / 1000;
    }

    private void turn(double seconds) throws IOException {
        long end = micros() + (long) (seconds * 1e6);
        while (micros() < end) {
            turn();
        }
    }

    private void await(BooleanSupplier condition, String what) throws IOException {
        long end = micros() + PATIENCE.toNanos() / 1000;
        while (!condition.getAsBoolean()) {
            if (micros() > end) {
                throw new IOException(
                        "No " + what + " within " + PATIENCE + "; " + answered + " replies, " + pushed + " pushes");
            }
            turn();
        }
    }

    private void turn() throws IOException {
        long now = micros();
        for (int i = 0; i < guests.size() && pace != Pace.NONE; i++) {
            sendIfDue(guests.get(i), i, now);
        }
        selector.select(pace.isTimed() ? 1 : TURN_MILLIS);
        for (Iterator<SelectionKey> keys = selector.selectedKeys().iterator(); keys.hasNext(); keys.remove()) {
            ((Connection) keys.next().attachment()).ready();
        }
    }

    private void sendIfDue(Guest guest, int index, long now) {
        long due = guest.isWaiting() ? Pace.NEVER : pace.due(index, now);
        if (due <= now) {
            sent++;
            pace.sent(index);
            guest.send(due);
        }
    }

    private void replied(Guest guest) {
        answered++;
        replies.add(micros() - guest.dueMicros());
    }

    private void pushed(long dueMicros) {
        pushed++;
        pushes.add(micros() - dueMicros);
    }
}
