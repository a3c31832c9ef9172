package dev.cleave.handle;

/** Why a handle cannot be used as somebody wanted: what was asked, what there was, what to do. */
final class Refusals {
    private Refusals() {}

    static IllegalStateException ofPin(long word, int generation) {
        if (!HandleWord.isLive(word, generation)) {
            return new IllegalStateException(ofTheDead("pin it while it lives"));
        }
        return new IllegalStateException("it has as many pins as there can be (" + HandleWord.pins(word)
                + " short, " + HandleWord.longPins(word) + " long): close some first");
    }

    static IllegalStateException ofFree(long word, int generation) {
        if (!HandleWord.isLive(word, generation)) {
            return new IllegalStateException(ofTheDead("free it once"));
        }
        return new IllegalStateException("it is pinned (" + HandleWord.pins(word) + " short, "
                + HandleWord.longPins(word) + " long): close its pins, then free it");
    }

    private static String ofTheDead(String advice) {
        return "nothing lives under this handle, it was freed already, or is another table's: " + advice;
    }

    static IllegalStateException ofUnpin() {
        return new IllegalStateException("it has no such pin: a pin is closed once");
    }
}
