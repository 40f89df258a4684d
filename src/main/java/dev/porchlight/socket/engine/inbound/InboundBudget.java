package dev.porchlight.socket.engine.inbound;

import dev.porchlight.socket.engine.config.LimitKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lombok.RequiredArgsConstructor;
import lombok.extern.slf4j.Slf4j;

/**
 * The bytes that all connections together have sent and that wait for the rest of their request or message. Above the limit,
 * connections are closed until an eighth of it is free: always the one that holds most of the key that holds most, for as
 * many clients as it stands for. Thread-safe.
 */
@Slf4j
public final class InboundBudget {

    private static final int FREED_PART = 8;

    /**
     * A chosen connection frees its memory on its own event loop, a moment later. Above this, whoever sends is chosen too,
     * unless it holds less than an even share.
     */
    private static final int HARD_LIMIT_FACTOR = 2;

    private static final long LOG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long maxBytes;
    private final Map<LimitKey, Group> groups = new HashMap<>();
    /** All accounts that are not closing. */
    private final Group open = new Group(1);
    /** Also of those that are closing. */
    private long bytes;

    private int closedSinceLog;
    private long nextLogNanos = System.nanoTime();

    public InboundBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Those that share one key. */
    @RequiredArgsConstructor
    private static final class Group {
        private final int clients;
        private final Set<Account> accounts = new HashSet<>();
        private long bytes;

        /** Bytes for each client that the key stands for. */
        long level() {
            return bytes / clients;
        }

        void add(Account account, int more) {
            bytes += more;
            if (account.bytes > 0) {
                accounts.add(account);
            } else {
                accounts.remove(account);
            }
        }

        void remove(Account account) {
            bytes -= account.bytes;
            accounts.remove(account);
        }
    }

    /** What one connection holds. */
    final class Account {

        private final Runnable onOverBudget;
        private LimitKey key;
        private int bytes;
        private volatile boolean closing;

        private Account(LimitKey key, Runnable onOverBudget) {
            this.key = key;
            this.onOverBudget = onOverBudget;
        }

        void set(int now) {
            if (now != bytes) {
                close(update(this, now));
            }
        }

        void moveTo(LimitKey newKey) {
            if (!newKey.equals(key)) {
                move(this, newKey);
            }
        }

        /** Whether it has been chosen to be closed, so that nothing more of it is kept. */
        boolean isClosing() {
            return closing;
        }
    }

    /**
     * @param key whose connection it is
     * @param onOverBudget closes the connection; called at most once, on any thread
     */
    Account open(LimitKey key, Runnable onOverBudget) {
        return new Account(key, onOverBudget);
    }

    /** All bytes that wait, also those of connections that are about to be closed. */
    public synchronized long bytes() {
        return bytes;
    }

    private void close(List<Account> chosen) {
        chosen.forEach(account -> account.onOverBudget.run());
    }

    private synchronized List<Account> update(Account account, int now) {
        int more = now - account.bytes;
        account.bytes = now;
        bytes += more;
        if (account.closing) {
            return List.of();
        }
        add(account, more);
        if (more <= 0) {
            return List.of();
        }
        List<Account> chosen = new ArrayList<>();
        if (open.bytes > maxBytes) {
            chooseLargest(chosen);
        }
        if (bytes > HARD_LIMIT_FACTOR * maxBytes && !account.closing && account.bytes > evenShare()) {
            choose(account, chosen);
        }
        logSometimes(chosen.size());
        return chosen;
    }

    private long evenShare() {
        return maxBytes / Math.max(1, open.accounts.size());
    }

    private void add(Account account, int more) {
        open.add(account, more);
        for (LimitKey key = account.key; key != null; key = key.wider()) {
            int clients = key.clients();
            groups.computeIfAbsent(key, same -> new Group(clients)).add(account, more);
            removeIfEmpty(key);
        }
    }

    private void remove(Account account) {
        open.remove(account);
        for (LimitKey key = account.key; key != null; key = key.wider()) {
            Group group = groups.get(key);
            if (group != null) {
                group.remove(account);
                removeIfEmpty(key);
            }
        }
    }

    private void removeIfEmpty(LimitKey key) {
        groups.computeIfPresent(key, (same, group) -> group.accounts.isEmpty() ? null : group);
    }

    private synchronized void move(Account account, LimitKey newKey) {
        boolean counted = !account.closing && account.bytes > 0;
        if (counted) {
            remove(account);
        }
        account.key = newKey;
        if (counted) {
            add(account, account.bytes);
        }
    }

    /** A group with the level that it had when it was queued; closing connections of others may have lowered it. */
    private record Candidate(Group group, long level) {
        Candidate(Group group) {
            this(group, group.level());
        }
    }

    private void chooseLargest(List<Account> chosen) {
        PriorityQueue<Candidate> largest =
                new PriorityQueue<>(Comparator.comparingLong(Candidate::level).reversed());
        groups.values().forEach(group -> largest.add(new Candidate(group)));
        Map<Group, PriorityQueue<Account>> accounts = new HashMap<>();
        while (open.bytes > maxBytes - maxBytes / FREED_PART && !largest.isEmpty()) {
            Candidate candidate = largest.poll();
            Group group = candidate.group();
            if (group.level() == candidate.level()) {
                PriorityQueue<Account> bySize = accounts.computeIfAbsent(group, InboundBudget::bySize);
                Account account = bySize.poll();
                while (account != null && account.closing) {
                    account = bySize.poll();
                }
                if (account != null) {
                    choose(account, chosen);
                }
            }
            if (!group.accounts.isEmpty()) {
                largest.add(new Candidate(group));
            }
        }
    }

    private static PriorityQueue<Account> bySize(Group group) {
        PriorityQueue<Account> largest = new PriorityQueue<>(
                Comparator.<Account>comparingInt(account -> account.bytes).reversed());
        largest.addAll(group.accounts);
        return largest;
    }

    private void choose(Account account, List<Account> chosen) {
        account.closing = true;
        remove(account);
        chosen.add(account);
    }

    private void logSometimes(int closed) {
        closedSinceLog += closed;
        if (closedSinceLog > 0 && System.nanoTime() - nextLogNanos >= 0) {
            log.warn(
                    "More than {} KB of unfinished requests and messages waited: {} connections were closed, first those of"
                            + " the addresses that held most. (Logged at most once a minute.)",
                    maxBytes >> 10,
                    closedSinceLog);
            closedSinceLog = 0;
            nextLogNanos = System.nanoTime() + LOG_PAUSE_NANOS;
        }
    }
}
