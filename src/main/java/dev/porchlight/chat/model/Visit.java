package dev.porchlight.chat.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.validation.InputText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a guest is when she asks. Addresses are kept without user, query and fragment, where secrets travel.
 *
 * @param device such as {@code Firefox on Android}
 * @param origin of the page, as her browser says: the one of these that the page cannot make up
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
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
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final Pattern QUERY_AND_FRAGMENT = Pattern.compile("[?#].*$", Pattern.DOTALL);

    /** A user and a password, with or without what stands before them. */
    private static final Pattern USER = Pattern.compile("^((?:[a-zA-Z][a-zA-Z0-9+.-]*:)?[/\\\\]+)?[^/\\\\]*@");

    /** What is too long is cut: a guest does not choose these, so they must not stop her. */
    public Visit {
        page = clean(withoutSecrets(page), MAX_ADDRESS_LENGTH);
        referrer = clean(withoutSecrets(referrer), MAX_ADDRESS_LENGTH);
        locale = clean(locale, MAX_LOCALE_LENGTH);
        device = clean(device, MAX_DEVICE_LENGTH);
        origin = clean(origin, MAX_ORIGIN_LENGTH);
    }

    /** After a later one of the same guest, who came from where she came from at first. */
    public Visit then(Visit later) {
        boolean elsewhere = later.page != null;
        return new Visit(
                elsewhere ? later.page : page,
                referrer,
                locale,
                later.device == null ? device : later.device,
                elsewhere ? later.origin : origin);
    }

    private static @Nullable String withoutSecrets(@Nullable String address) {
        if (address == null) {
            return null;
        }
        return USER.matcher(QUERY_AND_FRAGMENT.matcher(address).replaceFirst(""))
                .replaceFirst("$1");
    }

    private static @Nullable String clean(@Nullable String text, int maxLength) {
        return text == null ? null : InputText.start(CONTROL.matcher(text).replaceAll(""), maxLength);
    }
}
