package dev.porchlight.cannedreply;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A text that an owner sends often.
 *
 * @param shortcut what the owner types for it after a slash: letters, digits, {@code -} and {@code _}, at most 32
 * @param text at most 2000 characters
 */
public record CannedReply(String shortcut, String text) {

    private static final int MAX_TEXT_LENGTH = 2000;
    private static final Pattern SHORTCUT = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_-]{1,32}");

    /** @throws RequestException {@code INVALID} for values out of bounds */
    static CannedReply of(@Nullable String shortcut, @Nullable String text) {
        String given = InputText.required("shortcut", shortcut);
        if (!SHORTCUT.matcher(given).matches()) {
            throw RequestException.invalid("shortcut must have 1 to 32 letters, digits, - or _.");
        }
        return new CannedReply(given, InputText.lines("text", InputText.required("text", text), MAX_TEXT_LENGTH));
    }
}
