package dev.porchlight.chat;

import dev.porchlight.chat.model.Chat;
import dev.porchlight.chat.model.ChatErrors;
import dev.porchlight.chat.model.ChatRepository;
import dev.porchlight.chat.model.Rating;
import dev.porchlight.chat.push.Push;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;

/** Lets guests rate their chats. */
@Service
@RequiredArgsConstructor
public class RatingService {

    private final ChatRepository chats;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    /** Replaces an earlier rating; the same again changes nothing and publishes nothing. */
    public void rate(ChatMember guest, Rating.Value value, @Nullable String comment) {
        Rating before = find(guest).rating();
        if (before != null && before.value() == value && Objects.equals(before.comment(), comment)) {
            return;
        }
        chats.setRating(
                guest.getChatId(), new Rating(value, comment, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
        events.publishEvent(Push.ChatUpdated.of(find(guest)));
    }

    private Chat find(ChatMember guest) {
        return chats.find(guest.getChatId()).orElseThrow(ChatErrors::noSuchChat);
    }
}
