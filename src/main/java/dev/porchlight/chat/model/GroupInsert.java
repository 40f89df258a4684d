package dev.porchlight.chat.model;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.UncategorizedMongoDbException;
import org.springframework.data.mongodb.core.MongoOperations;

/**
 * Group commit: messages that wait at the same time are inserted by one command. A message that comes while the store is
 * idle waits for no other. Each caller waits for its own message, so what is queued is bounded by the threads.
 */
final class GroupInsert {

    private static final int DUPLICATE_KEY = 11000;
    private static final int MAX_GROUP = 64;

    /** While one is made durable, the next is on its way; more would only make the groups smaller. */
    private static final int MAX_COMMANDS = 2;

    /** Unordered: a message that is refused holds up no other. */
    private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

    private final MongoOperations mongo;
    private final MongoCollection<Message> messages;
    private final Queue<Waiting> queue = new ConcurrentLinkedQueue<>();
    private final Semaphore commands = new Semaphore(MAX_COMMANDS);

    private enum Turn {
        LEAD,
        INSERTED
    }

    private record Waiting(Message message, CompletableFuture<Turn> turn) {}

    GroupInsert(MongoOperations mongo) {
        this.mongo = mongo;
        this.messages = MessageCodec.messages(mongo);
    }

    /**
     * Returns once the message is durable.
     *
     * @throws DuplicateKeyException if a unique index has its key already
     * @throws org.springframework.dao.DataAccessException if it is unknown whether it was inserted
     */
    void insert(Message message) {
        Waiting own = new Waiting(message, new CompletableFuture<>());
        queue.add(own);
        if (commands.tryAcquire()) {
            appointLeader();
        }
        if (await(own.turn()) == Turn.LEAD) {
            CompletableFuture<Turn> result = new CompletableFuture<>();
            try {
                insertGroup(new Waiting(message, result));
            } finally {
                appointLeader();
            }
            await(result);
        }
    }

    /** Hands this thread's permit to whoever waits longest, or gives it back. */
    private void appointLeader() {
        while (true) {
            Waiting next = queue.poll();
            if (next != null) {
                next.turn().complete(Turn.LEAD);
                return;
            }
            commands.release();
            // One that was queued in between has found no permit.
            if (queue.isEmpty() || !commands.tryAcquire()) {
                return;
            }
        }
    }

    private void insertGroup(Waiting leader) {
        List<Waiting> group = new ArrayList<>();
        for (Waiting each = leader; each != null; each = group.size() < MAX_GROUP ? queue.poll() : null) {
            group.add(each);
        }
        try {
            List<Message> documents = group.stream().map(Waiting::message).toList();
            List<BulkWriteError> errors =
                    Objects.requireNonNull(mongo.execute(Message.class, collection -> insert(documents)));
            for (BulkWriteError error : errors) {
                group.get(error.getIndex()).turn().completeExceptionally(exception(error));
            }
            group.forEach(each -> each.turn().complete(Turn.INSERTED));
        } catch (RuntimeException | Error unknownOutcome) {
            group.forEach(each -> each.turn().completeExceptionally(unknownOutcome));
        }
    }

    /** @return the messages that were refused; all others are durable */
    private List<BulkWriteError> insert(List<Message> documents) {
        try {
            messages.insertMany(documents, UNORDERED);
            return List.of();
        } catch (MongoBulkWriteException e) {
            if (e.getWriteConcernError() != null) {
                throw e;
            }
            return e.getWriteErrors();
        }
    }

    private static RuntimeException exception(BulkWriteError error) {
        return error.getCode() == DUPLICATE_KEY
                ? new DuplicateKeyException("A message with this key is stored already")
                : new UncategorizedMongoDbException("The store refused a message: code " + error.getCode(), null);
    }

    private static Turn await(CompletableFuture<Turn> turn) {
        try {
            return turn.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            if (e.getCause() instanceof Error cause) {
                throw cause;
            }
            throw e;
        }
    }
}
