package dev.porchlight.chat.view;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.chat.model.Rating;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A rating as both sides see it.
 *
 * @param comment left out if the guest gave none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RatingView(Rating.Value value, @Nullable String comment, Instant ratedAt) {

    public static @Nullable RatingView of(@Nullable Rating rating) {
        return rating == null ? null : new RatingView(rating.value(), rating.comment(), rating.ratedAt());
    }
}
