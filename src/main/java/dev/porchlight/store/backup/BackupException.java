package dev.porchlight.store.backup;

/** A backup was not made, is none, or was not restored; the message is one sentence for the operator. */
public final class BackupException extends IllegalStateException {

    BackupException(String sentence) {
        super(sentence);
    }

    BackupException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
