package dev.porchlight.testing.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.bson.BsonDocument;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandCheckTest {

    private static final Documentation DOCUMENTATION = Documentation.ofMongoDb8();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{find: 'c', filter: {a: 1, b: {$in: [1, {x: 2}]}, $or: [{c: {$not: {$gt: 1}}}, {d: {e: 1}}]}, limit: 1}",
                "{find: 'c', sort: {a: 1, b: -1}, projection: {a: 1, b: false}, readConcern: {level: 'majority'}, $db: 'x'}",
                "{insert: 'c', documents: [{a: 1, $b: 2}], writeConcern: {w: 'majority', j: true}, maxTimeMS: 1}",
                "{update: 'c', updates: [{q: {_id: 1}, u: {$set: {a: {b: 1}}, $push: {c: {$each: [1]}}}, upsert: true}]}",
                "{update: 'c', updates: [{q: {_id: 1}, u: {a: 1}}]}",
                "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a', partialFilterExpression: {a: {$exists: true}}}]}",
                "{aggregate: 'c', pipeline: [{$match: {a: 1}}, {$group: {_id: '$a', n: {$sum: 1}}}], cursor: {}}",
                "{getMore: 1, collection: 'c', lsid: {id: 1}}",
            })
    void what_is_documented_passes(String command) {
        assertThat(problems(command)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{findOne: 'c'} | findOne",
                "{find: 'c', wrong: 1} | find.wrong",
                "{find: 'c', limit: '1'} | find.limit",
                "{find: 'c', filter: {a: {$near: 1}}} | $near",
                "{find: 'c', filter: {$or: [{a: {$not: {$wrong: 1}}}]}} | $wrong",
                "{find: 'c', filter: {a: {$elemMatch: {b: {$wrong: 1}}}}} | $wrong",
                "{find: 'c', filter: {$expr: {$and: [{$wrong: 1}]}}} | $wrong",
                "{find: 'c', sort: {a: 2}} | find.sort.a",
                "{find: 'c', projection: {a: 'yes'}} | find.projection.a",
                "{find: 'c', readConcern: {level: 'strong'}} | find.readConcern.level",
                "{find: 'c', collation: {locale: 'en'}} | collation",
                "{insert: 'c', documents: [{}], writeConcern: {w: 1, fsync: true}} | fsync",
                "{update: 'c', updates: [{q: {}, u: {$wrong: {a: 1}}}]} | $wrong",
                "{update: 'c', updates: [{q: {}, u: {$push: {a: {$wrong: 1}}}}]} | $wrong",
                "{update: 'c', updates: [{q: {a: {$wrong: 1}}, u: {$set: {a: 1}}}]} | $wrong",
                "{update: 'c', updates: [{q: {}, u: [{$set: {a: 1}}]}]} | pipeline",
                "{delete: 'c', deletes: [{q: {}, limit: 2}]} | limit",
                "{createIndexes: 'c', indexes: [{key: {a: 1}, name: 'a', dropDups: true}]} | dropDups",
                "{createIndexes: 'c', indexes: [{key: {a: 'up'}, name: 'a'}]} | key.a",
                "{createIndexes: 'c', indexes: [{key: {a: 1}, partialFilterExpression: {a: {$ne: 1}}}]} | $ne",
                "{createIndexes: 'c', indexes: [{key: {a: 1}, partialFilterExpression: {a: {$exists: false}}}]} | $exists",
                "{aggregate: 'c', pipeline: [{$wrong: 1}]} | $wrong",
                "{aggregate: 'c', pipeline: [{$match: {a: {$wrong: 1}}}]} | $wrong",
                "{aggregate: 'c', pipeline: [{$group: {_id: 1, n: {$wrong: 1}}}]} | $wrong",
                "{getMore: 1, collection: 'c', maxTimeMS: 1} | maxTimeMS",
            })
    void what_is_not_documented_is_named(String command, String named) {
        assertThat(problems(command)).singleElement().asString().contains(named);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{insert: 'c', documents: [{expiresAt: 5}]}",
                "{update: 'c', updates: [{q: {}, u: {$set: {expiresAt: 'soon'}}}]}",
                "{createIndexes: 'c', indexes: [{key: {a: 1, b: 1}, expireAfterSeconds: 0}]}",
            })
    void only_dates_expire_and_only_by_an_index_of_their_own(String command) {
        ExpiringFields fields = new ExpiringFields();
        String index = "{createIndexes: 'c', indexes: [{key: {expiresAt: 1}, expireAfterSeconds: 0}]}";
        assertThat(fields.problems(BsonDocument.parse(index))).isEmpty();
        String dated = "{insert: 'c', documents: [{expiresAt: {$date: 0}}, {other: 1}]}";
        assertThat(fields.problems(BsonDocument.parse(dated))).isEmpty();

        assertThat(fields.problems(BsonDocument.parse(command))).hasSize(1);
    }

    private static List<String> problems(String command) {
        return CommandCheck.problems(DOCUMENTATION, BsonDocument.parse(command));
    }
}
