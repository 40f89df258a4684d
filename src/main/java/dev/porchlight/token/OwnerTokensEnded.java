package dev.porchlight.token;

import java.util.Set;
import org.bson.types.ObjectId;

/** Published after all owner sessions of these owners ended, by another process too; listeners close their connections. */
public record OwnerTokensEnded(Set<ObjectId> ownerIds) {

    public boolean concerns(Principal principal) {
        return principal instanceof OwnerPrincipal && ownerIds.contains(principal.id());
    }
}
