package dev.porchlight.error;

/** Stops the start over a setting; the message is one sentence that says what to set. */
public final class InvalidSettingException extends RuntimeException {

    public InvalidSettingException(String sentence) {
        super(sentence);
    }

    public InvalidSettingException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
