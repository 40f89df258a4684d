package dev.porchlight.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoClientSettings;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.internal.MongoClientImpl;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.mongodb.autoconfigure.MongoAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Which options of MONGODB_URI have an effect. */
class StoreConfigurationTest {

    @Test
    void options_of_the_uri_do_not_weaken_durability() {
        MongoClientSettings settings = settings("mongodb://127.0.0.1:1/?w=1&journal=false&readPreference=secondary"
                + "&readConcernLevel=local&timeoutMS=60000&maxPoolSize=2&wtimeoutMS=1");

        assertThat(settings.getWriteConcern()).isEqualTo(WriteConcern.MAJORITY.withJournal(true));
        assertThat(settings.getReadConcern()).isEqualTo(ReadConcern.MAJORITY);
        assertThat(settings.getReadPreference()).isEqualTo(ReadPreference.primary());
        assertThat(settings.getTimeout(TimeUnit.SECONDS)).isEqualTo(4);
        assertThat(settings.getConnectionPoolSettings().getMaxSize()).isEqualTo(128);
    }

    @Test
    void options_of_the_uri_configure_the_connection() {
        MongoClientSettings settings =
                settings("mongodb://a.example,b.example:27018/?replicaSet=rs0&tls=true&appName=chat");

        assertThat(settings.getClusterSettings().getRequiredReplicaSetName()).isEqualTo("rs0");
        assertThat(settings.getClusterSettings().getHosts()).hasSize(2);
        assertThat(settings.getSslSettings().isEnabled()).isTrue();
        assertThat(settings.getApplicationName()).isEqualTo("chat");
        assertThat(settings.getRetryWrites()).isTrue();
        assertThat(settings.getRetryReads()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "mongodb://u:p@a.example,                                       admin,     porchlight",
        "mongodb://u:p@a.example/,                                      admin,     porchlight",
        "mongodb://u:p@a.example/?replicaSet=rs0,                       admin,     porchlight",
        "mongodb://u:p@a.example/?authSource=people,                    people,    porchlight",
        "mongodb://u:p@a.example/chat,                                  chat,      chat",
        "mongodb://u:p@a.example/chat?authSource=admin,                 admin,     chat",
        "mongodb://u@a.example/?authMechanism=MONGODB-X509&tls=true,    $external, porchlight",
    })
    void users_are_authenticated_against_the_database_that_mongodb_defaults_to(
            String uri, String source, String database) {
        Store store = Store.mongodb(uri);

        assertThat(store.getConnectionString().getDatabase()).isEqualTo(database);
        assertThat(store.getConnectionString().getCredential().getSource()).isEqualTo(source);
    }

    private static MongoClientSettings settings(String uri) {
        AtomicReference<MongoClientSettings> settings = new AtomicReference<>();
        new ApplicationContextRunner()
                .withInitializer(application ->
                        application.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
                .withConfiguration(AutoConfigurations.of(MongoAutoConfiguration.class))
                .withUserConfiguration(StoreConfiguration.class)
                .withPropertyValues("porchlight.mongodb-uri=" + uri)
                .run(application ->
                        settings.set(((MongoClientImpl) application.getBean(MongoClient.class)).getSettings()));
        return settings.get();
    }
}
