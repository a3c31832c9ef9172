package dev.cleave.buddy;

/**
 * A full memory barrier on every thread of this process, wherever it is: the expensive half of an
 * asymmetric fence. A thread that writes one word and then reads another needs no fence of its own
 * against whoever writes the other, passes this barrier, and then reads the first.
 */
@FunctionalInterface
interface ProcessBarrier {
    /** There is none: whoever needs one must do without. */
    ProcessBarrier NONE = () -> false;

    /** Passes the barrier: answers whether there was one. */
    boolean pass();

    /**
     * That of Linux, where native access is allowed to this module, so that no warning appears: a
     * caller without it gets {@link #NONE}, as do those on other systems.
     */
    static ProcessBarrier usual() {
        return LinuxProcessBarrier.USUAL;
    }
}
