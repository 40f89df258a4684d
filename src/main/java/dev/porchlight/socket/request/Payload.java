package dev.porchlight.socket.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.math.BigInteger;
import java.util.regex.Pattern;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a request as they came. Each is read as the one type it may have; anything else is {@code INVALID}, and an
 * absent field is the same as {@code null}.
 */
@RequiredArgsConstructor
public final class Payload {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,64}");
    private static final int MAX_TEXT_BYTES = 8 * 1024;
    private static final int MAX_ECHO_LENGTH = 64;

    private final @Nullable JsonNode node;

    /** @throws RequestException {@code INVALID} if the payload is neither absent nor an object */
    public Payload requireObject() {
        if (node != null && !node.isNull() && !node.isObject()) {
            throw RequestException.invalid("Please send an object with the event.");
        }
        return this;
    }

    ObjectId objectId(String field) {
        String text = string(field);
        if (!ObjectId.isValid(text)) {
            throw RequestException.invalid(field + " must be an id of 24 hex digits.");
        }
        return new ObjectId(text);
    }

    /** A text that people read, 1 byte to 8 KB of UTF-8, unchanged; {@code TOO_LARGE} above. */
    String text(String field) {
        return InputText.text(field, string(field), MAX_TEXT_BYTES);
    }

    String string(String field) {
        return InputText.required(field, optionalString(field));
    }

    public @Nullable String optionalString(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (!value.isTextual()) {
            throw RequestException.invalid(field + " must be a text.");
        }
        return InputText.wellFormed(field, value.textValue());
    }

    @Nullable
    String optionalUuid(String field) {
        String text = optionalString(field);
        if (text != null && !UUID.matcher(text).matches()) {
            throw RequestException.invalid(field + " must be a UUID.");
        }
        return text;
    }

    /**
     * A text of decimal digits is a number, too, since HTML forms send those. Saturates at the bounds of {@code long}.
     */
    @Nullable
    Long optionalLong(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        if (value.isIntegralNumber()) {
            return saturated(value.bigIntegerValue());
        }
        if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
            return saturated(new BigInteger(value.textValue()));
        }
        // JavaScript has floating-point numbers only, and some clients write 10.0.
        double number = value.isFloatingPointNumber() ? value.doubleValue() : Double.NaN;
        if (number == Math.rint(number) && !Double.isInfinite(number)) {
            return (long) number;
        }
        throw RequestException.invalid(field + " must be a whole number.");
    }

    long positiveLong(String field) {
        Long number = optionalLong(field);
        if (number == null || number < 1) {
            throw RequestException.invalid(field + " must be a number from 1 on.");
        }
        return number;
    }

    /** The texts {@code true} and {@code false}, too, since HTML forms send those. */
    boolean optionalBoolean(String field, boolean otherwise) {
        JsonNode value = value(field);
        if (value == null) {
            return otherwise;
        }
        String word = value.asText();
        if (!(value.isBoolean() || value.isTextual()) || !(word.equals("true") || word.equals("false"))) {
            throw RequestException.invalid(field + " must be true or false.");
        }
        return word.equals("true");
    }

    /**
     * A short text field for the error reply, so that a client without acks can tell which request failed.
     *
     * @return {@code null} if it is absent, no text, or longer than 64 characters
     */
    public @Nullable String echo(String field) {
        JsonNode value = node == null ? null : node.get(field);
        return value != null && value.isTextual() && value.textValue().length() <= MAX_ECHO_LENGTH
                ? value.textValue()
                : null;
    }

    private @Nullable JsonNode value(String field) {
        JsonNode value = node == null ? null : node.get(field);
        return value == null || value.isNull() ? null : value;
    }

    private static long saturated(BigInteger number) {
        return number.max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValue();
    }
}
