package dev.cleave.tiers;

/** What became of a move of one object. */
enum Outcome {
    /** Its bytes were copied, and it is there now. */
    MOVED("moved"),
    /** Its clean copy was there already, and counts now. */
    SWITCHED("moved without a copy"),
    /** It was there before. */
    THERE("there already"),
    /** Somebody had it pinned at the end, wrote it meanwhile, or moves it. */
    PINNED("not moved: in use"),
    /** It was deleted. */
    GONE("not moved: deleted"),
    /** There was no place for it. */
    NO_ROOM("not moved: no room"),
    /** A tier failed. */
    FAILED("not moved: a tier failed");

    private final String words;

    Outcome(String words) {
        this.words = words;
    }

    /** Whether the object is where it was wanted. */
    boolean isThere() {
        return this == MOVED || this == SWITCHED || this == THERE;
    }

    String words() {
        return words;
    }
}
