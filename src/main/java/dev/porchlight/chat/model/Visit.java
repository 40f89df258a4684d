package dev.porchlight.chat.model;

import dev.porchlight.validation.InputText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a guest opened their chat, as it is stored. Addresses lose user, query and fragment: these may hold secrets.
 *
 * @param device such as {@code Firefox on Android}
 * @param origin of the page, as the browser says: the only one of these that the page cannot make up
 */
public record Visit(
        @Nullable String page,
        @Nullable String referrer,
        @Nullable String locale,
        @Nullable String device,
        @Nullable String origin) {

    private static final int MAX_ADDRESS_LENGTH = 512;
    private static final int MAX_LOCALE_LENGTH = 35;
    private static final int MAX_DEVICE_LENGTH = 100;
    private static final int MAX_ORIGIN_LENGTH = 300;
    private static final Pattern QUERY_AND_FRAGMENT = Pattern.compile("[?#].*$", Pattern.DOTALL);

    /** A user and a password, with or without what stands before them. */
    private static final Pattern USER = Pattern.compile("^((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?[/\\\\]+)?[^/\\\\]*@");

    /** Cuts what is too long: guests do not choose these values, so they must not keep a guest from chatting. */
    public Visit {
        page = address(page);
        referrer = address(referrer);
        locale = clean(locale, MAX_LOCALE_LENGTH);
        device = clean(device, MAX_DEVICE_LENGTH);
        origin = clean(origin, MAX_ORIGIN_LENGTH);
    }

    /** This visit after a later one of the same guest; where they first came from stays. */
    public Visit updatedBy(Visit later) {
        String newDevice = later.device == null ? device : later.device;
        if (later.page == null) {
            return new Visit(page, referrer, locale, newDevice, origin);
        }
        return new Visit(later.page, referrer, locale, newDevice, later.origin);
    }

    private static @Nullable String address(@Nullable String text) {
        if (text == null) {
            return null;
        }
        // First: such characters would hide a user or a query from what follows.
        String address = InputText.withoutInvisible(text);
        address = QUERY_AND_FRAGMENT.matcher(address).replaceFirst("");
        return InputText.start(USER.matcher(address).replaceFirst("$1"), MAX_ADDRESS_LENGTH);
    }

    private static @Nullable String clean(@Nullable String text, int maxLength) {
        return text == null ? null : InputText.start(InputText.withoutInvisible(text), maxLength);
    }
}
