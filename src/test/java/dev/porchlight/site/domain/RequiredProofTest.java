package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.porchlight.ApplicationTest;
import dev.porchlight.validation.Domain;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@TestPropertySource(properties = "porchlight.domains.require-proof=true")
class RequiredProofTest extends ApplicationTest {

    @Autowired
    private DomainService domains;

    @Test
    void an_unverified_domain_serves_no_guests() {
        Account owner = newOwner();
        JsonNode refused = open(owner.domain());
        assertThat(refused).isEqualTo(open("nobody." + owner.domain()));
        assertThat(refused.get("code").asString()).isEqualTo("NOT_FOUND");

        domains.transfer(domains.createChallenge(new ObjectId(owner.id()), new Domain(owner.domain())));

        assertThat(newChat(owner).say("hello").get("statusCode").asInt()).isEqualTo(200);
    }

    private JsonNode open(String domain) {
        return connect().ask("getNewChat", "email", "g@example.com", "name", "Guest", "domain", domain);
    }
}
