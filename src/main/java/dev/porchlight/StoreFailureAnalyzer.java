package dev.porchlight;

import com.mongodb.MongoException;
import com.mongodb.MongoSecurityException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A MongoDB that cannot be reached at the start, or does not let us in. */
final class StoreFailureAnalyzer extends AbstractFailureAnalyzer<MongoException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MongoException cause) {
        String sentence = cause instanceof MongoSecurityException
                ? "MongoDB refuses the user and password in MONGODB_URI: correct them, or leave it unset to keep data in PORCHLIGHT_DATA."
                : "MongoDB does not answer as it should: start it, correct MONGODB_URI, or leave that unset to keep data in PORCHLIGHT_DATA ("
                        + cause.getClass().getSimpleName() + ").";
        return new FailureAnalysis(sentence, null, cause);
    }
}
