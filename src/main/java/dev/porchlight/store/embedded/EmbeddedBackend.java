package dev.porchlight.store.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import io.netty.channel.Channel;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import lombok.extern.slf4j.Slf4j;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/** Takes every command: decides what may run beside it, and replies only once what it wrote or saw is durable. */
@Slf4j
final class EmbeddedBackend extends AbstractMongoBackend {

    private static final Duration MAX_CURSOR_IDLE = Duration.ofMinutes(10);
    private static final int FIRST_BATCH = 101;

    private static final Set<String> TOUCHES_NOTHING = Set.of(
            "ismaster",
            "hello",
            "ping",
            "buildinfo",
            "endsessions",
            "killcursors",
            "serverstatus",
            "connectionstatus",
            "whatsmyuri");
    private static final Set<String> WRITES = Set.of("insert", "update", "delete", "findandmodify");
    private static final Set<String> CHANGES_COLLECTIONS =
            Set.of("create", "createindexes", "drop", "dropindexes", "dropdatabase", "renamecollection");

    private final MVStore store;
    private final CommitGate gate;
    private final AtomicBoolean saidThatBroken = new AtomicBoolean();
    private final TrackedCursors cursors = new TrackedCursors(getCursorRegistry());
    private final Map<String, EmbeddedDatabase> open = new ConcurrentHashMap<>();

    EmbeddedBackend(MVStore store, CommitGate gate) {
        this.store = store;
        this.gate = gate;
        // All of them: compaction moves only what belongs to an open map.
        store.getMapNames().stream()
                .filter(name -> name.startsWith(EmbeddedDatabase.DOCUMENTS))
                .map(name -> Utils.firstFragment(name.substring(EmbeddedDatabase.DOCUMENTS.length())))
                .distinct()
                .forEach(this::resolveDatabase);
    }

    @Override
    protected MongoDatabase openOrCreateDatabase(String name) {
        // The library also asks for those that are open already.
        return open.computeIfAbsent(name, key -> new EmbeddedDatabase(key, store, cursors));
    }

    @Override
    public void dropDatabase(String name) {
        super.dropDatabase(name);
        open.remove(name);
    }

    /** Answers errors itself: the library would log the whole command, and with it what people wrote. */
    @Override
    public Document handleMessage(MongoMessage message) {
        String command = message.getDocument().keySet().iterator().next();
        try {
            return handleCommand(message.getChannel(), message.getDatabaseName(), command, message.getDocument());
        } catch (MongoServerError e) {
            return error(e.getMessageWithoutErrorCode(), e.getCode(), e.getCodeName());
        } catch (MongoServerException e) {
            return error(e.getMessageWithoutErrorCode(), 8, "UnknownError");
        } catch (RuntimeException e) {
            // A store that takes no more writes fails every command: to say so once is enough.
            if (gate.isHealthy() || saidThatBroken.compareAndSet(false, true)) {
                log.error("The command {} failed", command, e);
            }
            return error(command + " failed: " + e.getMessage(), 1, "InternalError");
        }
    }

    private static Document error(String message, int code, String name) {
        Document reply = new Document("ok", 0).append("errmsg", message).append("code", code);
        reply.putIfNotNull("codeName", name);
        return reply;
    }

    @Override
    public Document handleCommand(Channel channel, String database, String command, Document query) {
        String name = command.toLowerCase(Locale.ROOT);
        Supplier<Document> run = () -> super.handleCommand(channel, database, command, query);
        if (TOUCHES_NOTHING.contains(name)) {
            return run.get();
        }
        Unsupported.refuse(name, query);
        if (name.equals("find")) {
            limitFirstBatch(query);
        } else if (name.equals("getmore")) {
            query.putIfAbsent("batchSize", Integer.MAX_VALUE);
        }
        // Nothing a running command may read is overwritten.
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            if (WRITES.contains(name)) {
                return gate.write(() -> failingTheStore(run));
            }
            if (CHANGES_COLLECTIONS.contains(name) || name.equals("aggregate") && writes(query)) {
                return gate.exclusively(() -> failingTheStore(run));
            }
            return run.get();
        } finally {
            store.deregisterVersionUsage(version);
            gate.awaitDurable();
        }
    }

    /** A write that the storage engine broke off may be half done: it must never be committed. */
    private Document failingTheStore(Supplier<Document> write) {
        try {
            return write.get();
        } catch (MVStoreException | Error e) {
            gate.fail();
            throw e;
        }
    }

    private static boolean writes(Document aggregation) {
        return aggregation.get("pipeline") instanceof List<?> stages
                && !stages.isEmpty()
                && stages.get(stages.size() - 1) instanceof Document last
                && (last.containsKey("$out") || last.containsKey("$merge"));
    }

    private static void limitFirstBatch(Document find) {
        int limit = find.get("limit") instanceof Number number ? number.intValue() : 0;
        int wanted = find.get("batchSize") instanceof Number number ? number.intValue() : 0;
        if (Utils.isTrue(find.get("singleBatch"))) {
            find.put("batchSize", limit > 0 ? limit : Integer.MAX_VALUE);
        } else {
            find.put("batchSize", wanted > 0 ? wanted : FIRST_BATCH);
        }
    }

    /** Removes what has expired by now. */
    void removeExpired(Instant now) {
        for (EmbeddedDatabase database : open.values()) {
            for (Supplier<Integer> slice : database.expirations(now)) {
                while (expire(slice) > 0) {
                    gate.awaitDurable();
                }
            }
        }
        cursors.forgetIdle(MAX_CURSOR_IDLE);
    }

    private int expire(Supplier<Integer> slice) {
        MVStore.TxCounter version = store.registerVersionUsage();
        try {
            return gate.write(slice);
        } finally {
            store.deregisterVersionUsage(version);
        }
    }
}
