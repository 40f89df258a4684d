package dev.porchlight.chat;

import dev.porchlight.chat.model.ChangedChat;
import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatView;
import dev.porchlight.chat.model.Message;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.validation.InputText;
import java.util.List;
import java.util.function.ToIntFunction;

/** How much of what was found goes out at once: so many, and so large as a slow client can be sent. */
final class Paging {

    private static final int MAX_BYTES = 128 * 1024;
    /** About what a message takes in JSON beside its text. */
    private static final int BYTES_BESIDE_TEXTS = 300;
    /** Likewise, of a chat. */
    private static final int BYTES_BESIDE_TEXTS_OF_CHAT = 650;

    private Paging() {}

    static List<Message> ofMessages(List<Message> found, int limit) {
        return page(found, limit, Paging::bytes);
    }

    static List<ChangedChat> ofChanges(List<Chat> found, int limit) {
        return page(found.stream().map(ChangedChat::of).toList(), limit, Paging::bytes);
    }

    static List<ChatView> ofChats(List<Chat> found, int limit) {
        return page(found.stream().map(ChatView::of).toList(), limit, Paging::bytes);
    }

    /** As many as fit a page, and one at least. */
    private static <T> List<T> page(List<T> found, int limit, ToIntFunction<T> bytes) {
        int size = 0;
        int total = 0;
        while (size < Math.min(limit, found.size())) {
            total += bytes.applyAsInt(found.get(size));
            if (total > MAX_BYTES && size > 0) {
                break;
            }
            size++;
        }
        return found.subList(0, size);
    }

    private static int bytes(Message message) {
        return BYTES_BESIDE_TEXTS + InputText.jsonLength(message.message());
    }

    private static int bytes(ChangedChat changed) {
        return changed instanceof ChatView chat ? bytes(chat) : BYTES_BESIDE_TEXTS;
    }

    private static int bytes(ChatView chat) {
        int texts = InputText.jsonLength(chat.guest().name())
                + InputText.jsonLength(chat.guest().email())
                + InputText.jsonLength(chat.domain())
                + (chat.lastMessage() == null
                        ? 0
                        : InputText.jsonLength(chat.lastMessage().message()));
        Rating rating = chat.rating();
        int rated = rating == null ? 0 : InputText.jsonLength(rating.comment());
        Visit visit = chat.visit();
        int visited = visit == null
                ? 0
                : InputText.jsonLength(visit.page())
                        + InputText.jsonLength(visit.referrer())
                        + InputText.jsonLength(visit.locale())
                        + InputText.jsonLength(visit.device())
                        + InputText.jsonLength(visit.origin());
        return BYTES_BESIDE_TEXTS_OF_CHAT + texts + rated + visited;
    }
}
