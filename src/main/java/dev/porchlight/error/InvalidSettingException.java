package dev.porchlight.error;

/** A setting that the process cannot start with; its message is one sentence that says what to set. */
public final class InvalidSettingException extends RuntimeException {

    public InvalidSettingException(String sentence) {
        super(sentence);
    }

    public InvalidSettingException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
