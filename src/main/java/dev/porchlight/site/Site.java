package dev.porchlight.site;

import dev.porchlight.error.RequestException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How an owner's website is served.
 *
 * @param locked whether only pages of the domain and of {@code allowedOrigins} may open chats
 * @param allowedOrigins further websites, such as {@code https://shop.example}; at most 20
 * @param retentionDays after how many days without a message a chat is deleted, 1 to 3650; {@code null} keeps all chats
 */
public record Site(
        boolean locked,
        List<String> allowedOrigins,
        @Nullable Integer retentionDays) {

    static final Site DEFAULT = new Site(false, List.of(), null);

    private static final int MAX_ORIGINS = 20;
    private static final int MAX_RETENTION_DAYS = 3650;

    /** @throws RequestException {@code INVALID} for values out of bounds */
    static Site of(boolean locked, List<String> allowedOrigins, @Nullable Integer retentionDays) {
        if (allowedOrigins.size() > MAX_ORIGINS) {
            throw RequestException.invalid("allowedOrigins has room for " + MAX_ORIGINS + ".");
        }
        if (retentionDays != null && (retentionDays < 1 || retentionDays > MAX_RETENTION_DAYS)) {
            throw RequestException.invalid("retentionDays must be 1 to " + MAX_RETENTION_DAYS + ", or null.");
        }
        return new Site(
                locked,
                allowedOrigins.stream()
                        .map(Origin::parseAllowedOrigin)
                        .map(Origin::value)
                        .distinct()
                        .toList(),
                retentionDays);
    }

    Site withLocked(boolean nowLocked) {
        return new Site(nowLocked, allowedOrigins, retentionDays);
    }
}
