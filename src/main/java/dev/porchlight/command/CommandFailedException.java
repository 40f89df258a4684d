package dev.porchlight.command;

/** Ends a command with exit code 1; the message is one sentence that says why. */
final class CommandFailedException extends RuntimeException {

    CommandFailedException(String sentence) {
        super(sentence);
    }
}
