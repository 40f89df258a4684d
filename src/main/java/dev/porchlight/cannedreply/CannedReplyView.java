package dev.porchlight.cannedreply;

/** A canned reply as its owner sees it. */
record CannedReplyView(String shortcut, String text) {

    static CannedReplyView of(CannedReply reply) {
        return new CannedReplyView(reply.shortcut(), reply.text());
    }
}
