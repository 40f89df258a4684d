package dev.porchlight.owner.registration;

import dev.porchlight.error.RequestException;
import dev.porchlight.owner.DemoDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.validation.Domain;
import dev.porchlight.validation.EmailAddress;
import java.util.regex.Pattern;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.stereotype.Service;

/** Makes accounts for those who may have one. That of the demo shop has a code of its own and does not count as the first. */
@Service
@RequiredArgsConstructor
@EnableConfigurationProperties(RegistrationSettings.class)
public class Registration {

    private static final Pattern CODE = Pattern.compile("[\\w-]{22}");
    private static final String NOT_VALID = "This invitation is not valid, or no longer; please ask for another one.";

    private final RegistrationSettings settings;
    private final OwnerService owners;
    private final Invitations invitations;
    private final DemoDomain demo;

    /** Whether anybody may make an account now, without an invitation. */
    public boolean isOpen() {
        return switch (settings.registration()) {
            case OPEN -> true;
            case INVITATION -> false;
            case FIRST -> !owners.anyExists();
        };
    }

    /**
     * @param demoCode of the demo shop's account only
     * @param invitation a code; not looked at while everybody may register
     * @throws RequestException {@code FORBIDDEN} if an invitation is needed and this is none, {@code CONFLICT} if the e-mail
     *     address or the domain is taken
     */
    void register(
            EmailAddress email,
            String password,
            Domain domain,
            @Nullable String demoCode,
            @Nullable String invitation) {
        if (invitation != null && !CODE.matcher(invitation).matches()) {
            throw RequestException.invalid(NOT_VALID);
        }
        demo.requireAllowed(domain, demoCode);
        ObjectId ownerId = new ObjectId();
        if (domain.equals(DemoDomain.DOMAIN) || settings.registration() == RegistrationMode.OPEN) {
            owners.register(ownerId, email, password, domain);
        } else if (isOpen()) {
            invitations.createFirst();
            register(Invitations.FIRST, ownerId, email, password, domain);
        } else if (invitation != null) {
            register(Invitations.idOf(invitation), ownerId, email, password, domain);
        } else {
            throw notInvited();
        }
    }

    private void register(String permit, ObjectId ownerId, EmailAddress email, String password, Domain domain) {
        if (!invitations.claim(permit, ownerId)) {
            throw permit.equals(Invitations.FIRST) ? notInvited() : RequestException.forbidden(NOT_VALID);
        }
        // A failure of the store leaves it claimed: whether the account was made is unknown.
        try {
            if (permit.equals(Invitations.FIRST) && !isOpen()) {
                throw notInvited();
            }
            owners.register(ownerId, email, password, domain);
        } catch (RequestException notMade) {
            invitations.release(permit, ownerId);
            throw notMade;
        }
        invitations.remove(permit);
    }

    private static RequestException notInvited() {
        return RequestException.forbidden(
                "Accounts are made by invitation here: ask the server's operator for a link.");
    }
}
