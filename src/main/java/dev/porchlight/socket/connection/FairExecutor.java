package dev.porchlight.socket.connection;

import dev.porchlight.socket.engine.config.LimitKey;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Shares threads fairly between clients: a thread that is free goes to the client that has the fewest, so that many or
 * expensive tasks of one delay only its own. Among those with equally many, it goes to whoever waits for longest. Tasks of
 * one client start in order. Thread-safe.
 *
 * <p>A larger group counts as its active clients, but not as more than its key says, and shares among them in the same way.
 */
public final class FairExecutor {

    private final Executor threads;
    private final int maxWaiting;
    private final Object lock = new Object();
    private final Map<LimitKey, Node> nodes = new HashMap<>();
    private final Node all = new Node(LimitKey.of("all"), null);
    private long tickets;

    /**
     * @param threads runs as many tasks as it is given, never on the thread that submits them; must not block
     * @param maxWaiting how many tasks may wait in all
     */
    public FairExecutor(Executor threads, int maxWaiting) {
        this.threads = threads;
        this.maxWaiting = maxWaiting;
    }

    /** A client or a group of clients; those of a group are its children. */
    private static final class Node {

        private static final Comparator<Node> BY_SHARE_THEN_TICKET =
                Comparator.<Node>comparingDouble(node -> node.share).thenComparingLong(node -> node.ticket);

        private final LimitKey key;
        private final @Nullable Node parent;
        private final Deque<Runnable> tasks = new ArrayDeque<>();
        private final NavigableSet<Node> waitingChildren = new TreeSet<>(BY_SHARE_THEN_TICKET);
        /** Tasks, those of its children included. */
        private int waiting;

        private int running;
        /** How many clients it counts as; zero if it has no task. */
        private int clients;

        private int clientsOfChildren;
        /** Running tasks for each client; fixed while its parent's set has it, like the ticket. */
        private double share;

        private long ticket;

        Node(LimitKey key, @Nullable Node parent) {
            this.key = key;
            this.parent = parent;
        }

        Node next() {
            return tasks.isEmpty() ? waitingChildren.first().next() : this;
        }
    }

    /**
     * @return an executor for the tasks of one client, which throws {@link RejectedExecutionException} if the client or its
     *     group has as many waiting as there is room for others
     */
    public Executor of(LimitKey client) {
        return task -> execute(client, task);
    }

    private void execute(LimitKey client, Runnable task) {
        synchronized (lock) {
            requireRoom(client);
            Node node = node(client);
            node.tasks.addLast(task);
            for (Node at = node; at != null; at = at.parent) {
                change(at, 1, 0, at.waiting == 0);
            }
            try {
                // Within the lock: a thread that took this task before it is withdrawn would leave another without one.
                threads.execute(this::runNext);
            } catch (RuntimeException | Error e) {
                withdrawLast(node);
                throw e;
            }
        }
    }

    private void withdrawLast(Node node) {
        node.tasks.removeLast();
        for (Node at = node; at != null; at = at.parent) {
            change(at, -1, 0, false);
        }
    }

    /** So clients with many waiting tasks, however many clients, leave room for one more. */
    private void requireRoom(LimitKey client) {
        int room = maxWaiting - all.waiting;
        for (LimitKey key = client; key != null; key = key.wider()) {
            Node node = nodes.get(key);
            int waiting = node == null ? 0 : node.waiting;
            if (waiting >= room) {
                throw new RejectedExecutionException("Too many tasks wait");
            }
        }
    }

    private void runNext() {
        Node node;
        Runnable task;
        synchronized (lock) {
            node = all.next();
            task = node.tasks.remove();
            for (Node at = node; at != null; at = at.parent) {
                change(at, -1, 1, true);
            }
        }
        try {
            task.run();
        } finally {
            synchronized (lock) {
                for (Node at = node; at != null; at = at.parent) {
                    change(at, 0, -1, false);
                }
            }
        }
    }

    /** @param toEnd whether those with an equal share go before it from now on */
    private void change(Node node, int waiting, int running, boolean toEnd) {
        Node parent = node.parent;
        if (parent != null && node.waiting > 0) {
            parent.waitingChildren.remove(node);
        }
        node.waiting += waiting;
        node.running += running;
        boolean active = node.waiting > 0 || node.running > 0;
        int clients = active ? Math.min(node.key.clients(), Math.max(1, node.clientsOfChildren)) : 0;
        node.share = active ? (double) node.running / clients : 0;
        if (toEnd) {
            node.ticket = tickets++;
        }
        if (parent != null) {
            parent.clientsOfChildren += clients - node.clients;
            if (node.waiting > 0) {
                parent.waitingChildren.add(node);
            } else if (!active) {
                nodes.remove(node.key);
            }
        }
        node.clients = clients;
    }

    /** Whether nothing waits or runs, so that nothing is kept. */
    boolean isIdle() {
        synchronized (lock) {
            return nodes.isEmpty() && all.waiting == 0 && all.running == 0 && all.clientsOfChildren == 0;
        }
    }

    private Node node(LimitKey key) {
        Node node = nodes.get(key);
        if (node == null) {
            node = new Node(key, key.wider() == null ? all : node(key.wider()));
            nodes.put(key, node);
        }
        return node;
    }
}
