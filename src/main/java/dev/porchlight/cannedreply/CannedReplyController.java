package dev.porchlight.cannedreply;

import dev.porchlight.error.Envelope;
import dev.porchlight.error.RequestException;
import dev.porchlight.token.OwnerPrincipal;
import java.util.List;
import lombok.RequiredArgsConstructor;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** An owner's canned replies over REST. */
@RestController
@RequestMapping(path = "/owner/replies", produces = MediaType.APPLICATION_JSON_VALUE)
@RequiredArgsConstructor
class CannedReplyController {

    private final CannedReplies replies;

    @GetMapping
    Envelope show(OwnerPrincipal owner) {
        return Envelope.success(new Shown(replies.of(owner.id())));
    }

    /** Replaces them all, so that two windows never mix theirs. */
    @PutMapping
    Envelope replace(OwnerPrincipal owner, @RequestBody Wish wish) {
        if (wish.replies() == null) {
            throw RequestException.invalid("Please send replies.");
        }
        List<CannedReply> wished =
                wish.replies().stream().map(CannedReplyController::checked).toList();
        replies.replace(owner.id(), wished);
        return Envelope.success(new Shown(wished));
    }

    private static CannedReply checked(@Nullable ReplyWish wish) {
        if (wish == null) {
            throw RequestException.invalid("replies must have a shortcut and a text each.");
        }
        return CannedReply.of(wish.shortcut(), wish.text());
    }

    record Wish(@Nullable List<@Nullable ReplyWish> replies) {}

    record ReplyWish(@Nullable String shortcut, @Nullable String text) {}

    record Shown(List<CannedReply> replies) {}
}
