package dev.porchlight.validation;

import dev.porchlight.error.InvalidSettingException;
import java.time.Duration;

/**
 * The checks of settings. Each throws {@link InvalidSettingException}, whose one sentence names the environment variable
 * and what it must be, and stops the start.
 */
public final class Setting {

    private static final int MAX_PORT = 65_535;

    private Setting() {}

    /** @param expected what the variable must be, such as {@code a time such as 10m} */
    public static void require(boolean valid, String variable, String expected) {
        if (!valid) {
            throw new InvalidSettingException(variable + " must be " + expected + ".");
        }
    }

    /** 0 takes any free port. */
    public static void requirePort(String variable, int value) {
        require(value >= 0 && value <= MAX_PORT, variable, "a port from 0 to " + MAX_PORT);
    }

    /** @param max inclusive, as {@code min} is */
    public static void requireInRange(String variable, int value, int min, int max) {
        require(value >= min && value <= max, variable, "a number from " + min + " to " + max);
    }

    /** @param max inclusive, as {@code min} is; both in whole seconds */
    public static void requireInRange(String variable, Duration value, Duration min, Duration max) {
        require(
                value.compareTo(min) >= 0 && value.compareTo(max) <= 0,
                variable,
                "a time from " + min.toSeconds() + "s to " + max.toSeconds() + "s");
    }
}
