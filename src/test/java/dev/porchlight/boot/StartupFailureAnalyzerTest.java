package dev.porchlight.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.ServerAddress;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** Errors of MongoDB at the start, and how the log describes them. */
class StartupFailureAnalyzerTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "13    | Unauthorized         | not authorized on porchlight to execute command { createIndexes: \"owners\" } | role readWrite",
                "13    | Unauthorized         | Command createIndexes requires authentication | name a user in MONGODB_URI",
                "85    | IndexOptionsConflict | Index already exists with a different name: email_1 | drop it and start again. Index already exists with a different name: email_1",
                "86    | IndexKeySpecsConflict | An existing index has the same name as the requested index. | has an index that is not as Porchlight needs it",
                "11000 | DuplicateKey         | Index build failed: 0: Collection porchlight.owners ( 0 ) :: caused by :: E11000 duplicate key error collection: porchlight.owners index: email dup key: { email: \"secret@example.com\" } | E11000 duplicate key error collection: porchlight.owners index: email",
                "26    | NamespaceNotFound    | anything else | MongoDB does not serve us",
            })
    void describes_an_error_by_its_code(int code, String name, String message, String sentence) {
        BsonDocument reply = new BsonDocument("ok", new BsonDouble(0))
                .append("errmsg", new BsonString(message))
                .append("code", new BsonInt32(code))
                .append("codeName", new BsonString(name));
        Throwable failure =
                new IllegalStateException("no bean", new MongoCommandException(reply, new ServerAddress("db.example")));
        MockEnvironment environment =
                new MockEnvironment().withProperty("porchlight.mongodb-uri", "mongodb://db.example");

        assertThat(new StartupFailureAnalyzer(environment).analyze(failure).getDescription())
                .contains(sentence)
                .doesNotContain("secret");
    }
}
