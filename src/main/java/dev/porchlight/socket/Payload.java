package dev.porchlight.socket;

import com.fasterxml.jackson.databind.JsonNode;
import dev.porchlight.error.RequestException;
import dev.porchlight.validation.InputText;
import java.math.BigInteger;
import java.util.regex.Pattern;
import lombok.RequiredArgsConstructor;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** The fields of a request, each read as the one type it may have; anything else is {@code INVALID}. */
@RequiredArgsConstructor
final class Payload {

    private static final Pattern UUID =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    private static final Pattern DECIMAL = Pattern.compile("-?\\d{1,64}");
    private static final int MAX_TEXT_BYTES = 8 * 1024;
    private static final int MAX_ECHO_LENGTH = 64;

    private final @Nullable JsonNode node;

    /** @throws RequestException {@code INVALID} if the payload is anything but an object; none at all has no fields */
    Payload requireObject() {
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

    /** A text for people, up to 8 KB of UTF-8, kept as it is. */
    String text(String field) {
        return InputText.text(field, string(field), MAX_TEXT_BYTES);
    }

    String string(String field) {
        return InputText.required(field, optionalString(field));
    }

    @Nullable
    String optionalString(String field) {
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

    /** Decimal digits in a text are a number, too: clients that think in forms send those. */
    @Nullable
    Long optionalLong(String field) {
        JsonNode value = value(field);
        if (value == null) {
            return null;
        }
        // What is larger than any number that is meant, is as good as the largest.
        if (value.isIntegralNumber()) {
            return saturated(value.bigIntegerValue());
        }
        if (value.isTextual() && DECIMAL.matcher(value.textValue()).matches()) {
            return saturated(new BigInteger(value.textValue()));
        }
        // JavaScript has no other numbers, and some clients write 10.0.
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

    /** The words, too: clients that think in forms send those. */
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

    /** A field to repeat in an error reply, so that a client without acks can tell what failed. */
    @Nullable
    String echo(String field) {
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
