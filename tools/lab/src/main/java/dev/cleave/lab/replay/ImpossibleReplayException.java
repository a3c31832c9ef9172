package dev.cleave.lab.replay;

/** Says why a well-formed trace cannot be replayed here: too little memory, or an allocator that cannot do its kind. */
public final class ImpossibleReplayException extends Exception {
    private static final long serialVersionUID = 1L;

    /** The whole reason, in one line. */
    public ImpossibleReplayException(String reason) {
        super(reason);
    }
}
