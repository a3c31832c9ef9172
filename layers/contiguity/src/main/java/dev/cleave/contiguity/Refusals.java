package dev.cleave.contiguity;

/** Why a handle cannot be used as somebody wanted: what was asked, what there was, what to do. */
final class Refusals {
    private Refusals() {}

    static IllegalStateException ofPin(long word, int generation) {
        if (!HandleWord.isLive(word, generation)) {
            return new IllegalStateException("the block was freed already: pin a block while it lives");
        }
        return new IllegalStateException("the block has as many pins as a block can have (" + HandleWord.pins(word)
                + " short, " + HandleWord.longPins(word) + " long): close some first");
    }

    static IllegalStateException ofFree(long word, int generation) {
        if (!HandleWord.isLive(word, generation)) {
            return new IllegalStateException("the block was freed already: free a block once");
        }
        return new IllegalStateException("the block is pinned (" + HandleWord.pins(word) + " short, "
                + HandleWord.longPins(word) + " long): close its pins, then free it");
    }

    static IllegalStateException ofUnpin() {
        return new IllegalStateException("the block has no such pin: a pin is closed once");
    }

    static IllegalStateException ofClosedPin() {
        return new IllegalStateException("the pin is closed: pin the block again to use it, and close a pin once");
    }
}
