package dev.porchlight.socket.request;

import dev.porchlight.chat.OpenChatRequest;
import dev.porchlight.chat.model.Visit;
import dev.porchlight.network.RequestSource;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import dev.porchlight.validation.InputText;
import org.jspecify.annotations.Nullable;

/**
 * {@code getNewChat}.
 *
 * @param name up to {@value OpenChatRequest#MAX_NAME_LENGTH} characters; required or not as the site asks, as is
 *     {@code email}
 * @param guestToken of an earlier visit
 * @param identity a JWT by which the site identifies the guest
 * @param page any text, as are those that follow
 */
public record GetNewChatRequest(
        @Nullable EmailAddress email,
        @Nullable String name,
        Domain domain,
        @Nullable String guestToken,
        @Nullable String identity,
        @Nullable String page,
        @Nullable String referrer,
        @Nullable String locale,
        @Nullable String device) {

    public static GetNewChatRequest parse(Payload payload) {
        String email = payload.optionalString("email");
        String name = payload.optionalString("name");
        return new GetNewChatRequest(
                email == null ? null : EmailAddress.parse(email),
                name == null ? null : InputText.name("name", name, OpenChatRequest.MAX_NAME_LENGTH),
                Domain.parse(payload.string("domain")),
                payload.optionalString("guestToken"),
                payload.optionalString("identity"),
                payload.optionalString("page"),
                payload.optionalString("referrer"),
                payload.optionalString("locale"),
                payload.optionalString("device"));
    }

    public OpenChatRequest toOpenChatRequest(RequestSource source) {
        Visit visit = new Visit(page, referrer, locale, device, source.origin());
        return new OpenChatRequest(email, name, domain, guestToken, identity, visit, source);
    }
}
