package dev.cleave.contiguity;

/** Why a pin cannot be used as somebody wanted: what was asked, what there was, what to do. */
final class Refusals {
    private Refusals() {}

    static IllegalStateException ofClosedPin() {
        return new IllegalStateException("the pin is closed: pin the block again to use it, and close a pin once");
    }
}
