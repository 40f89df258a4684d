package dev.porchlight.chat;

import dev.porchlight.chat.model.Visit;
import dev.porchlight.network.RequestSource;
import dev.porchlight.site.widget.PreChatForm;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import org.jspecify.annotations.Nullable;

/**
 * A guest's request for their chat.
 *
 * @param email required or not as the pre-chat form says, as is {@code name}
 * @param guestToken of an earlier visit, if there was one: opens the same chat again
 * @param identity a JWT in which the website says who the guest is; it wins over the token, and an invalid one is
 *     refused
 */
public record OpenChatRequest(
        @Nullable EmailAddress email,
        @Nullable String name,
        Domain domain,
        @Nullable String guestToken,
        @Nullable String identity,
        Visit visit,
        RequestSource source) {

    public static final int MAX_NAME_LENGTH = 100;

    OpenChatRequest at(Domain other) {
        return new OpenChatRequest(email, name, other, guestToken, identity, visit, source);
    }

    /** This request without the fields that the pre-chat form does not ask for. */
    OpenChatRequest withoutUnwantedFields(PreChatForm form) {
        return new OpenChatRequest(
                form.email().isWanted() ? email : null,
                form.name().isWanted() ? name : null,
                domain,
                guestToken,
                identity,
                visit,
                source);
    }

    @Nullable
    String emailValue() {
        return email == null ? null : email.value();
    }
}
