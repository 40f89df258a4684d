package dev.porchlight.validation;

import java.util.List;

/** Texts that show nothing or something, which the server and the pages must tell alike. */
public final class BlankTexts {

    private BlankTexts() {}

    /** Blanks, fillers and joiners; what only changes another character; and symbols with an empty glyph. */
    public static List<String> blank() {
        return List.of(
                "\u00a0",
                "\u200b",
                "\u200d",
                "\u2060",
                "\ufeff",
                "\u00ad",
                "\u3000",
                "\u2028",
                "\u115f\u1160",
                "\u3164",
                "\uffa0",
                "\u17b4",
                "\u180e",
                "\u2800",
                "\ufe0f",
                "\u0301\u20dd",
                "\u202e",
                "\u2066\u2069",
                "\u061c",
                "\ufff9",
                "\ud834\udd59",
                "\udb40\udc41\udb40\udc7f",
                "\udb40\udd00",
                " \u200b\u3164\u2800\u0301\ufe0f ",
                "\ufff9\ufffa\ufffb",
                "\ud80d\udc30\ud80d\udc3f",
                "\u0651",
                "\u064e\u0301 \u0489",
                "\ud834\udd73");
    }

    public static List<String> visible() {
        return List.of(
                "a\u200b",
                ".",
                "\u00e9",
                "e\u0301",
                "\u0939\u093f",
                "\u0e19\u0e49",
                "\ud83d\udc69\u200d\ud83d\udcbb",
                "\u2764\ufe0f",
                "1\ufe0f\u20e3",
                "\ud83c\udff4\udb40\udc67\udb40\udc62\udb40\udc7f",
                "\ud83c\udffb",
                "\u1100\u1161",
                "\u093e",
                "\u06dd",
                "\ue000",
                "\u0378",
                "\u0600",
                "\u0605\u070f",
                "\ud804\udcbd",
                "\u0628\u0651",
                "\ud834\udd58");
    }
}
