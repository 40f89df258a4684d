package dev.porchlight.chat;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.porchlight.error.InputText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a guest was when she asked. Addresses are kept without query and fragment, where secrets travel. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Visit(
        @Nullable String page,
        @Nullable String referrer,
        @Nullable String locale) {

    private static final int MAX_ADDRESS_LENGTH = 512;
    private static final int MAX_LOCALE_LENGTH = 35;
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");
    private static final Pattern QUERY_AND_FRAGMENT = Pattern.compile("[?#].*$", Pattern.DOTALL);

    /** What is too long is cut: a guest does not choose these, so they must not stop her. */
    public Visit {
        page = clean(withoutQuery(page), MAX_ADDRESS_LENGTH);
        referrer = clean(withoutQuery(referrer), MAX_ADDRESS_LENGTH);
        locale = clean(locale, MAX_LOCALE_LENGTH);
    }

    private static @Nullable String withoutQuery(@Nullable String address) {
        return address == null ? null : QUERY_AND_FRAGMENT.matcher(address).replaceFirst("");
    }

    private static @Nullable String clean(@Nullable String text, int maxLength) {
        return text == null ? null : InputText.start(CONTROL.matcher(text).replaceAll(""), maxLength);
    }
}
