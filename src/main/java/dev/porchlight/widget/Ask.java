package dev.porchlight.widget;

/** What visitors are asked for. */
public record Ask(Asked name, Asked email) {

    static final Ask BOTH = new Ask(Asked.REQUIRED, Asked.REQUIRED);
}
