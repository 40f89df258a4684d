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
        return Envelope.success(CannedRepliesView.of(replies.of(owner.id())));
    }

    /** Replaces all replies, so that two windows never mix theirs. */
    @PutMapping
    Envelope replace(OwnerPrincipal owner, @RequestBody CannedRepliesRequest request) {
        if (request.replies() == null) {
            throw RequestException.invalid("Please send replies.");
        }
        List<CannedReply> replacement =
                request.replies().stream().map(CannedReplyController::validated).toList();
        replies.replace(owner.id(), replacement);
        return Envelope.success(CannedRepliesView.of(replacement));
    }

    private static CannedReply validated(@Nullable CannedReplyRequest request) {
        if (request == null) {
            throw RequestException.invalid("replies must have a shortcut and a text each.");
        }
        return CannedReply.of(request.shortcut(), request.text());
    }

    record CannedRepliesRequest(@Nullable List<@Nullable CannedReplyRequest> replies) {}

    record CannedReplyRequest(
            @Nullable String shortcut, @Nullable String text) {}

    record CannedRepliesView(List<CannedReplyView> replies) {

        static CannedRepliesView of(List<CannedReply> replies) {
            return new CannedRepliesView(
                    replies.stream().map(CannedReplyView::of).toList());
        }
    }
}
