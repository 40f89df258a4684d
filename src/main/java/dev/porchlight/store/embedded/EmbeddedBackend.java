package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.CollectionUtils;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import dev.porchlight.store.embedded.collection.ExpiringCursorRegistry;
import dev.porchlight.store.embedded.storage.DamageLog;
import io.netty.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;
import org.jspecify.annotations.Nullable;

/**
 * Runs commands: in parallel or exclusively, by what they do. A reply waits until all that the command wrote or read is
 * durable.
 */
@Slf4j
final class EmbeddedBackend extends AbstractMongoBackend {

    private static final Duration CURSOR_TIMEOUT = Duration.ofMinutes(10);

    /** What MongoDB sends first of a {@code find} that asks for no size. */
    private static final int DEFAULT_FIRST_BATCH = 101;

    private static final Set<String> COMMANDS_WITHOUT_DATA = Set.of(
            "ismaster",
            "hello",
            "ping",
            "buildinfo",
            "endsessions",
            "killcursors",
            "serverstatus",
            "connectionstatus",
            "whatsmyuri");
    private static final Set<String> WRITE_COMMANDS = Set.of("insert", "update", "delete", "findandmodify");
    private static final Set<String> EXCLUSIVE_WRITE_COMMANDS =
            Set.of("create", "createindexes", "drop", "dropindexes", "dropdatabase", "renamecollection");

    /** Ours, for other processes: makes a backup. */
    static final String BACKUP_COMMAND = "backup";

    /** More would only wait for processors, and those that have the locks of a collection with them. */
    private static final int MAX_READS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final MVStore store;
    private final GroupCommit groupCommit;
    private final DamageLog damage;
    private final Duration maxWait;
    /** In order, so that none waits for long. Writes take none: a commit waits for those that have begun. */
    private final Semaphore reads = new Semaphore(MAX_READS, true);

    private volatile Consumer<Throwable> errorListener = error -> {};
    private volatile @Nullable Supplier<String> backup;
    private final ExpiringCursorRegistry cursors = new ExpiringCursorRegistry(getCursorRegistry());
    private final Map<String, EmbeddedDatabase> databases = new ConcurrentHashMap<>();

    /** @param maxWait how long a command waits for others */
    EmbeddedBackend(MVStore store, GroupCommit groupCommit, DamageLog damage, Duration maxWait) {
        this.store = store;
        this.groupCommit = groupCommit;
        this.damage = damage;
        this.maxWait = maxWait;
        // Opens all databases, as compaction rewrites only pages of open maps.
        store.getMapNames().stream()
                .filter(name -> name.startsWith(EmbeddedDatabase.DOCUMENTS_MAP_PREFIX))
                .map(name -> Utils.firstFragment(name.substring(EmbeddedDatabase.DOCUMENTS_MAP_PREFIX.length())))
                .distinct()
                .forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        // The library calls this for databases that are open, too.
        return databases.computeIfAbsent(name, key -> new EmbeddedDatabase(key, store, cursors));
    }

    @Override
    public void dropDatabase(String name) {
        super.dropDatabase(name);
        databases.remove(name);
    }

    /** Handles errors here, since the library would log the command, and with it the content of messages. */
    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        try {
            return handleCommand(message.getChannel(), message.getDatabaseName(), command, message.getDocument());
        } catch (MongoServerError e) {
            return errorReply(e.getMessageWithoutErrorCode(), e.getCode(), e.getCodeName());
        } catch (MongoServerException e) {
            return errorReply(e.getMessageWithoutErrorCode(), 8, "UnknownError");
        } catch (RuntimeException | Error e) {
            return failed(command, e);
        }
    }

    private Document failed(String command, Throwable e) {
        errorListener.accept(e);
        boolean ofFailedStore = !groupCommit.isHealthy();
        if (!ofFailedStore && e instanceof MVStoreException) {
            damage.add(e);
        }
        // Both are said once; who sends the commands says that they fail.
        if (!ofFailedStore && !damage.isDamaged()) {
            log.error("The command {} failed", command, e);
        }
        return errorReply(command + " failed: " + e.getMessage(), 1, "InternalError");
    }

    /** @param listener gets what commands fail with unexpectedly, such as for want of memory; must not block */
    void onError(Consumer<Throwable> listener) {
        errorListener = listener;
    }

    /** @param command returns where the backup is; throws an {@link IllegalStateException} with a sentence */
    void onBackupCommand(Supplier<String> command) {
        backup = command;
    }

    private static Document backup(Supplier<String> command) {
        try {
            return new Document("ok", 1).append("folder", command.get());
        } catch (IllegalStateException e) {
            return errorReply(String.valueOf(e.getMessage()), 1, "InternalError");
        }
    }

    private static Document errorReply(String message, int code, String name) {
        Document reply = new Document("ok", 0).append("errmsg", message).append("code", code);
        reply.putIfNotNull("codeName", name);
        return reply;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        Supplier<Document> run = () -> super.handleCommand(channel, database, command, query);
        if (COMMANDS_WITHOUT_DATA.contains(name)) {
            return run.get();
        }
        Supplier<String> backupCommand = backup;
        if (name.equals(BACKUP_COMMAND) && backupCommand != null) {
            return backup(backupCommand);
        }
        // At once: reads would run, only for their replies to be held back.
        groupCommit.requireNotFailed();
        groupCommit.requireInPlace();
        UnsupportedOptions.reject(name, query);
        if (name.equals("find")) {
            setFirstBatchSize(query);
        } else if (name.equals("getmore")) {
            // All that is left, as in MongoDB; the library would take none.
            query.putIfAbsent("batchSize", Integer.MAX_VALUE);
        }
        Deadline deadline = Deadline.after(maxWait);
        // Keeps the pages of the version that the command reads.
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            if (WRITE_COMMANDS.contains(name)) {
                return groupCommit.write(deadline, () -> stopOnStorageError(run));
            }
            if (EXCLUSIVE_WRITE_COMMANDS.contains(name) || name.equals("aggregate") && writesResult(query)) {
                return groupCommit.writeExclusively(deadline, () -> stopOnStorageError(run));
            }
            return readInTurn(deadline, run);
        } finally {
            store.deregisterVersionUsage(version);
            // After an error, too: it may tell what others wrote, such as a duplicate key.
            groupCommit.awaitDurable(deadline);
        }
    }

    private Document readInTurn(Deadline deadline, Supplier<Document> read) {
        deadline.acquire(reads);
        try {
            return read.get();
        } finally {
            reads.release();
        }
    }

    /** A write that MVStore aborted may be half done: no commit may follow it. */
    private <T> T stopOnStorageError(Supplier<T> write) {
        try {
            return write.get();
        } catch (MVStoreException | Error e) {
            groupCommit.fail(e);
            throw e;
        }
    }

    private static boolean writesResult(Document aggregation) {
        return aggregation.get("pipeline") instanceof List<?> stages
                && !stages.isEmpty()
                && CollectionUtils.getLastElement(stages) instanceof Document last
                && (last.containsKey("$out") || last.containsKey("$merge"));
    }

    private static void setFirstBatchSize(Document find) {
        int limit = find.get("limit") instanceof Number number ? number.intValue() : 0;
        int batchSize = find.get("batchSize") instanceof Number number ? number.intValue() : 0;
        if (Utils.isTrue(find.get("singleBatch"))) {
            find.put("batchSize", limit > 0 ? limit : Integer.MAX_VALUE);
        } else {
            find.put("batchSize", batchSize > 0 ? batchSize : DEFAULT_FIRST_BATCH);
        }
    }

    /** Removes documents that have expired by a TTL index, a batch a commit, and idle cursors. */
    void removeExpired(Instant now) {
        for (EmbeddedDatabase database : databases.values()) {
            for (IntSupplier expiration : database.expirations(now)) {
                while (removeBatch(expiration) > 0) {
                    groupCommit.awaitDurable(Deadline.NONE);
                }
            }
        }
        cursors.removeIdle(CURSOR_TIMEOUT);
    }

    private int removeBatch(IntSupplier expiration) {
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            return groupCommit.write(Deadline.NONE, () -> stopOnStorageError(expiration::getAsInt));
        } finally {
            store.deregisterVersionUsage(version);
        }
    }
}
