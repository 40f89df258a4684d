package dev.porchlight.site.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.inOrder;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.porchlight.error.ErrorCode;
import dev.porchlight.error.RequestException;
import dev.porchlight.owner.OwnerDomain;
import dev.porchlight.owner.OwnerService;
import dev.porchlight.site.SiteService;
import dev.porchlight.validation.Domain;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.mockito.InOrder;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.data.mongodb.core.MongoOperations;

class DomainServiceTest {

    private static final Domain DOMAIN = new Domain("shop.example");

    private final ObjectId ownerId = new ObjectId();
    private final ObjectId squatterId = new ObjectId();
    private final MongoOperations mongo = mock(MongoOperations.class);
    private final OwnerService owners = mock(OwnerService.class);
    private final SiteService sites = mock(SiteService.class);
    private final List<Object> events = new ArrayList<>();
    private final DomainService domains = new DomainService(mongo, owners, sites, events::add, Clock.systemUTC());
    private final DomainChallenge challenge = DomainChallenge.random(ownerId, DOMAIN, Instant.now());

    @BeforeEach
    void register() {
        when(owners.findDomain(ownerId)).thenReturn(Optional.of(new OwnerDomain(ownerId, "other.example", false)));
        heldBy(squatterId, false);
        when(owners.releaseUnverifiedDomain(squatterId, DOMAIN)).thenReturn(true);
    }

    @Test
    void locks_the_site_before_the_domain_is_assigned() {
        domains.transfer(challenge);

        InOrder order = inOrder(owners, sites);
        order.verify(owners).releaseUnverifiedDomain(squatterId, DOMAIN);
        order.verify(sites).lock(ownerId);
        order.verify(owners).assignVerifiedDomain(ownerId, DOMAIN);
        assertThat(events).containsExactly(new DomainTransferred(squatterId, "shop.example"));
    }

    @Test
    void retries_if_somebody_registers_the_domain_meanwhile() {
        doThrow(new DuplicateKeyException("domain")).doNothing().when(owners).assignVerifiedDomain(any(), any());

        domains.transfer(challenge);

        verify(owners, times(2)).releaseUnverifiedDomain(squatterId, DOMAIN);
        verify(owners, times(2)).assignVerifiedDomain(ownerId, DOMAIN);
    }

    @Test
    void gives_up_after_five_attempts() {
        doThrow(new DuplicateKeyException("domain")).when(owners).assignVerifiedDomain(any(), any());

        assertCode(ErrorCode.UNAVAILABLE);
        verify(owners, times(5)).assignVerifiedDomain(ownerId, DOMAIN);
    }

    @Test
    void a_transfer_that_fails_leaves_the_site_as_it_was() {
        when(sites.lock(ownerId)).thenReturn(true);
        doThrow(new DuplicateKeyException("domain")).when(owners).assignVerifiedDomain(any(), any());

        assertCode(ErrorCode.UNAVAILABLE);
        verify(sites, times(5)).unlock(ownerId);
    }

    @Test
    void a_domain_that_another_owner_verified_is_not_transferred() {
        heldBy(squatterId, true);

        assertCode(ErrorCode.CONFLICT);
        verify(sites, never()).lock(any());
        verify(owners, never()).assignVerifiedDomain(any(), any());
    }

    @Test
    void an_owner_verifies_a_domain_that_is_already_the_owners() {
        heldBy(ownerId, true);

        domains.transfer(challenge);

        verify(owners, never()).releaseUnverifiedDomain(any(), any());
        verify(owners).assignVerifiedDomain(ownerId, DOMAIN);
        assertThat(events).isEmpty();
    }

    @Test
    void nothing_is_taken_for_an_account_that_is_gone() {
        when(owners.findDomain(ownerId)).thenReturn(Optional.empty());

        assertCode(ErrorCode.NOT_FOUND);
        verify(owners, never()).releaseUnverifiedDomain(any(), any());
    }

    @Test
    void no_event_tells_of_a_domain_that_was_verified_meanwhile() {
        when(owners.releaseUnverifiedDomain(squatterId, DOMAIN)).thenReturn(false);
        doNothing().when(owners).assignVerifiedDomain(any(), any());

        domains.transfer(challenge);

        assertThat(events).isEmpty();
    }

    private void heldBy(ObjectId holderId, boolean verified) {
        when(owners.findByDomain(DOMAIN)).thenReturn(Optional.of(new OwnerDomain(holderId, DOMAIN.value(), verified)));
    }

    private void assertCode(ErrorCode code) {
        assertThatThrownBy(() -> domains.transfer(challenge))
                .isInstanceOf(RequestException.class)
                .extracting(e -> ((RequestException) e).getCode())
                .isEqualTo(code);
    }
}
