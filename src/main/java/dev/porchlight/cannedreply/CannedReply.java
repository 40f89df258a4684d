package dev.porchlight.cannedreply;

import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An answer that an owner gives often.
 *
 * @param shortcut what she types for it after a slash: letters, digits, {@code -} and {@code _}, at most 32
 * @param text at most 2000 characters
 */
public record CannedReply(String shortcut, String text) {

    private static final int MAX_TEXT_LENGTH = 2000;
    private static final Pattern SHORTCUT = Pattern.compile("[\\p{L}\\p{M}\\p{Nd}_-]{1,32}");

    /** @throws RequestException {@code INVALID} for what no reply can be */
    static CannedReply of(@Nullable String shortcut, @Nullable String text) {
        String typed = InputText.required("shortcut", shortcut);
        if (!SHORTCUT.matcher(typed).matches()) {
            throw RequestException.invalid("shortcut must have 1 to 32 letters, digits, - or _.");
        }
        return new CannedReply(typed, InputText.lines("text", InputText.required("text", text), MAX_TEXT_LENGTH));
    }
}
