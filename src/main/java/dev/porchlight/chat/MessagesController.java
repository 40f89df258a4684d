package dev.porchlight.chat;

import dev.porchlight.chat.message.HistoryQuery;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.Role;
import dev.porchlight.chat.view.MessageView;
import dev.porchlight.error.Envelope;
import dev.porchlight.token.OwnerPrincipal;
import java.time.Instant;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Earlier messages of a chat over REST, for a page that a browser prints: it may not wait for a socket. */
@RestController
@RequiredArgsConstructor
class MessagesController {

    private static final long PAGE = 200;

    private final ChatService chats;

    @GetMapping(path = "/owner/chats/{chatId}/messages", produces = MediaType.APPLICATION_JSON_VALUE)
    Envelope before(OwnerPrincipal owner, @PathVariable String chatId, @RequestParam long before) {
        HistoryQuery query = HistoryQuery.of(null, PAGE, null, before);
        if (!ObjectId.isValid(chatId)) {
            throw ChatErrors.noSuchChat();
        }
        ChatMember reader = chats.authorize(owner, new ObjectId(chatId));
        return Envelope.success(chats.history(reader, query).messages().stream()
                .map(EarlierMessage::of)
                .toList());
    }

    record EarlierMessage(long seq, Role role, String message, Instant sentAt) {

        private static EarlierMessage of(MessageView view) {
            return new EarlierMessage(view.seq(), view.role(), view.message(), view.sentAt());
        }
    }
}
