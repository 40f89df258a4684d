package dev.porchlight.cannedreply;

/** A canned reply as its owner sees it. */
public record CannedReplyView(String shortcut, String text) {

    public static CannedReplyView of(CannedReply reply) {
        return new CannedReplyView(reply.shortcut(), reply.text());
    }
}
