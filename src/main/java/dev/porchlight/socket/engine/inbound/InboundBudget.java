package dev.porchlight.socket.engine.inbound;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import lombok.extern.slf4j.Slf4j;

/**
 * The bytes that all connections together have sent and that wait for the rest of their request or message. Above the limit,
 * connections are closed until an eighth of it is free: always the one that holds most of the address block that holds most.
 * Thread-safe.
 */
@Slf4j
public final class InboundBudget {

    private static final int FREED_PART = 8;

    /** A closed connection frees its memory on its own event loop, a moment later. Above this, each closes itself. */
    private static final int HARD_LIMIT_FACTOR = 2;

    private static final long LOG_PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final long maxBytes;
    private final Map<Object, Block> blocks = new HashMap<>();
    /** Of all accounts. */
    private long bytes;
    /** Of those that are not closing. */
    private long openBytes;

    private int closedSinceLog;
    private long nextLogNanos = System.nanoTime();

    public InboundBudget(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** Those that share one address block. */
    private static final class Block {
        private final Set<Account> accounts = new HashSet<>();
        private long bytes;
    }

    /** What one connection holds. */
    final class Account {

        private final Runnable onOverBudget;
        private Object block;
        private int bytes;
        private volatile boolean closing;

        private Account(Object block, Runnable onOverBudget) {
            this.block = block;
            this.onOverBudget = onOverBudget;
        }

        void set(int now) {
            if (now != bytes) {
                close(update(this, now));
            }
        }

        void moveTo(Object newBlock) {
            move(this, newBlock);
        }

        /** Whether it has been chosen to be closed, so that nothing more of it is kept. */
        boolean isClosing() {
            return closing;
        }
    }

    /**
     * @param block the address block of the connection
     * @param onOverBudget closes the connection; called at most once, on any thread
     */
    Account open(Object block, Runnable onOverBudget) {
        return new Account(block, onOverBudget);
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
        openBytes += more;
        put(account, more);
        if (more <= 0) {
            return List.of();
        }
        List<Account> chosen = new ArrayList<>();
        if (openBytes > maxBytes) {
            chooseLargest(chosen);
        }
        if (bytes > HARD_LIMIT_FACTOR * maxBytes && !account.closing) {
            choose(account, chosen);
        }
        logSometimes(chosen.size());
        return chosen;
    }

    private void put(Account account, int more) {
        Block block = blocks.computeIfAbsent(account.block, key -> new Block());
        block.bytes += more;
        if (account.bytes > 0) {
            block.accounts.add(account);
        } else {
            remove(account, block);
        }
    }

    private void remove(Account account, Block block) {
        block.accounts.remove(account);
        if (block.accounts.isEmpty()) {
            blocks.remove(account.block);
        }
    }

    private synchronized void move(Account account, Object newBlock) {
        if (!account.closing && account.bytes > 0) {
            Block old = blocks.get(account.block);
            if (old != null) {
                old.bytes -= account.bytes;
                remove(account, old);
            }
            account.block = newBlock;
            put(account, account.bytes);
        } else {
            account.block = newBlock;
        }
    }

    private void chooseLargest(List<Account> chosen) {
        PriorityQueue<Block> largest = new PriorityQueue<>(
                Comparator.<Block>comparingLong(block -> block.bytes).reversed());
        largest.addAll(blocks.values());
        Map<Block, PriorityQueue<Account>> accounts = new HashMap<>();
        while (openBytes > maxBytes - maxBytes / FREED_PART) {
            Block block = largest.poll();
            Account account = block == null
                    ? null
                    : accounts.computeIfAbsent(block, InboundBudget::bySize).poll();
            if (account == null) {
                return;
            }
            choose(account, chosen);
            if (block.bytes > 0) {
                largest.add(block);
            }
        }
    }

    private static PriorityQueue<Account> bySize(Block block) {
        PriorityQueue<Account> largest = new PriorityQueue<>(
                Comparator.<Account>comparingInt(account -> account.bytes).reversed());
        largest.addAll(block.accounts);
        return largest;
    }

    private void choose(Account account, List<Account> chosen) {
        account.closing = true;
        openBytes -= account.bytes;
        Block block = blocks.get(account.block);
        if (block != null) {
            block.bytes -= account.bytes;
            remove(account, block);
        }
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
