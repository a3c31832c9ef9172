package dev.cleave.objects;

/** Why something cannot be done with a handle or a pin: what was asked, what there was, what to do. */
final class Refusals {
    private Refusals() {}

    static IllegalArgumentException ofForeign(long handle) {
        return new IllegalArgumentException(named(handle)
                + " is none of this space, which has no such slot: use it with the space that gave it out");
    }

    static IllegalStateException ofDead(long handle, String advice) {
        return new IllegalStateException("nothing lives under " + named(handle)
                + ": the object was freed already, or is another space's: " + advice);
    }

    static IllegalStateException ofPinned(long handle, int pins) {
        return new IllegalStateException(named(handle) + " has " + pins
                + (pins == 1 ? " pin" : " pins") + ": close its pins, then free it");
    }

    static IllegalStateException ofManyPins(long handle) {
        return new IllegalStateException(named(handle) + " has as many pins as there can be, "
                + SlotWord.MOST_PINS + ": close some first, or read without a pin");
    }

    static IllegalStateException ofClosedPin() {
        return new IllegalStateException("this pin is closed: pin the object again");
    }

    static IllegalStateException ofClosedSpace(String pool) {
        return new IllegalStateException("the object space of pool " + pool
                + " is closed: allocate from one that is open");
    }

    private static String named(long handle) {
        return "handle 0x" + Long.toHexString(handle);
    }
}
