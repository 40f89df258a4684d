package dev.porchlight.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.data.mongodb.core.query.Criteria.where;
import static org.springframework.data.mongodb.core.query.Query.query;

import dev.porchlight.StoreExtension;
import dev.porchlight.owner.LostDomain;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.validation.Domain;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.data.mongodb.core.MongoOperations;
import org.springframework.data.mongodb.core.query.Query;
import org.springframework.data.mongodb.core.query.Update;

/** Sites share the documents of the collection {@code owners} with the accounts. */
class SiteServiceTest {

    @RegisterExtension
    static final StoreExtension STORE = new StoreExtension();

    private final MongoOperations mongo = STORE.mongo();
    private final OwnerService owners = mock(OwnerService.class);
    private final SiteService sites = service(false);

    @AfterEach
    void clear() {
        mongo.remove(new Query(), "owners");
    }

    @Test
    void stores_the_site_within_the_account_and_nothing_else() {
        Document account = account();

        sites.replace(account.getObjectId("_id"), new Site(false, List.of("https://shop.example"), 30));
        sites.lock(account.getObjectId("_id"));

        Document expected = new Document(account)
                .append(
                        "site",
                        new Document("locked", true)
                                .append("allowedOrigins", List.of("https://shop.example"))
                                .append("retentionDays", 30));
        assertThat(mongo.findById(account.getObjectId("_id"), Document.class, "owners")
                        .toJson())
                .isEqualTo(expected.toJson());
    }

    @Test
    void a_change_shows_at_once_here_and_the_default_without_one() {
        ObjectId id = account().getObjectId("_id");
        assertThat(sites.of(id)).isEqualTo(new Site(false, List.of(), null));

        sites.lock(id);

        assertThat(sites.of(id)).isEqualTo(new Site(true, List.of(), null));
        assertThat(sites.of(new ObjectId())).isEqualTo(Site.DEFAULT);
    }

    @Test
    void nothing_is_stored_for_an_account_that_is_gone() {
        sites.lock(new ObjectId());

        assertThat(mongo.count(new Query(), "owners")).isZero();
    }

    @Test
    void pages_through_all_sites_in_the_order_of_their_owners() {
        ObjectId first = account().getObjectId("_id");
        ObjectId second = account().getObjectId("_id");
        ObjectId third = account().getObjectId("_id");
        Instant lostAt = Instant.parse("2026-11-29T12:00:00Z");
        mongo.updateFirst(
                query(where("_id").is(second)),
                new Update().set("lostDomain", new Document("name", "shop.example").append("at", Date.from(lostAt))),
                "owners");
        sites.lock(third);

        assertThat(sites.page(null, 2))
                .containsExactly(
                        new OwnedSite(first, Site.DEFAULT, null),
                        new OwnedSite(second, Site.DEFAULT, new LostDomain("shop.example", lostAt)));
        assertThat(sites.page(second, 2)).containsExactly(new OwnedSite(third, new Site(true, List.of(), null), null));
        assertThat(sites.page(third, 2)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"false, false, true", "false, true, true", "true, false, false", "true, true, true"})
    void a_domain_is_served_once_it_is_verified_if_that_is_required(
            boolean required, boolean verified, boolean served) {
        ObjectId id = new ObjectId();
        when(owners.findAnswering(any())).thenReturn(Optional.of(new OwnerDomain(id, "shop.example", verified)));

        assertThat(service(required).findOwner(new Domain("shop.example")).map(OwnerDomain::ownerId))
                .isEqualTo(served ? Optional.of(id) : Optional.empty());
    }

    private SiteService service(boolean requireProof) {
        return new SiteService(new SiteRepository(mongo), owners, new DomainSettings(requireProof));
    }

    /** As it is stored by a registration. */
    private Document account() {
        ObjectId id = new ObjectId();
        Document account = new Document("_id", id)
                .append("email", id + "@example.com")
                .append("domain", id + ".example.com")
                .append("passwordHash", "$2a$10$")
                .append("createdAt", new Date(0))
                .append("_class", "dev.porchlight.owner.Owner");
        mongo.insert(account, "owners");
        return account;
    }
}
