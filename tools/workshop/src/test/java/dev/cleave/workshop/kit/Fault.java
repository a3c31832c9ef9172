package dev.cleave.workshop.kit;

import java.util.List;

/** What can be planted into {@link PlantedBuddy}, the checks that must catch it, and a word of what they must say. */
enum Fault {
    NONE(""),
    NAMELESS("the name 'Planted Buddy'", "description"),
    WEIGHS_NOTHING("metadataBytes() says 0", "books"),
    DRAWS_NOTHING("a full space is drawn like a fresh one", "books"),
    MISCOUNTS("freeUnits() says", "uniqueness", "exhaustion", "random-histories"),
    MISCOUNTS_FRESH_BLOCKS("freeBlocksByOrder() says", "fresh-space"),
    SHOWS_UNITS_TWICE("shown as free twice", "fresh-space"),
    GIVES_TWICE("overlaps the allocated block", "uniqueness", "random-histories"),
    LEAVES_THE_SPACE("leaves the space", "uniqueness", "exhaustion"),
    MISALIGNS("is not a multiple of", "alignment", "random-histories"),
    REFUSES_THE_LAST_UNIT("refused, though", "exhaustion"),
    LOSES_A_UNIT("free units", "coalescing", "block-counts", "exhaustion", "random-histories"),
    DOES_NOT_COALESCE("free blocks, drained", "coalescing", "block-counts"),
    ROUNDS_TOO_MUCH("for a request of", "unit-counts"),
    FORGETS_LENGTHS("unitsOf(", "uniqueness"),
    FREES_TWICE("was not refused", "double-free"),
    FREES_FROM_INSIDE("was not refused", "foreign-free"),
    HARMS_ON_BAD_FREE("after the refusal of", "foreign-free"),
    SPEAKS_IN_RIDDLES("without naming the number", "foreign-free"),
    IGNORES_BAD_ORDER("was not refused", "bad-requests"),
    RACES_TO_ALLOCATE("is held by thread", "concurrent-owners", "concurrent-exhaustion"),
    RACES_TO_FREE("expected exactly one", "racing-frees"),
    HIDES_FROM_OTHERS("refused a unit, though", "concurrent-service"),
    LOSES_CONCURRENT_FREES("free units", "concurrent-coalescing"),
    WAITS_FOR_ROOM("its threads stand here", "exhaustion");

    private final String message;
    private final List<String> caughtBy;

    Fault(String message, String... caughtBy) {
        this.message = message;
        this.caughtBy = List.of(caughtBy);
    }

    String message() {
        return message;
    }

    List<String> caughtBy() {
        return caughtBy;
    }
}
