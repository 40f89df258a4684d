package dev.porchlight.chat.lifecycle;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatQueries;
import dev.porchlight.chat.model.MessageRepository;
import dev.porchlight.owner.OwnerRemoved;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Deletes all chats of an owner whose account is removed. The tombstones have them purged once more, as always. */
@Component
@RequiredArgsConstructor
final class RemovedOwners {

    private static final int PAGE = 100;

    private final ChatQueries chats;
    private final MessageRepository messages;
    private final ChatDeleter deleter;
    private final ChatPurger purger;

    @EventListener
    void on(OwnerRemoved removed) {
        @Nullable ObjectId last = null;
        List<Chat> page;
        do {
            page = chats.page(removed.ownerId(), last, PAGE);
            for (Chat chat : page) {
                last = chat.id();
                if (!chat.isDeleted()) {
                    deleter.delete(chat);
                    // It leaves what fails to the purger, as below what is much.
                    purger.deleteGuest(chat.guestId());
                }
                messages.deleteAll(chat.id(), Integer.MAX_VALUE);
            }
        } while (page.size() == PAGE);
    }
}
