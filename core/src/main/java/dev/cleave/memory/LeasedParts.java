package dev.cleave.memory;

/**
 * Parts of leased blocks that somebody has handed out, for a recording that begins: see
 * {@link Leases#register}.
 */
public interface LeasedParts {
    /** Gives back blocks that are kept for nobody, where that runs no code of users. */
    void giveBackIdle();

    /** Visits each block and its parts: an estimate while others run. */
    void forEach(Visitor visitor);

    /** Where they go. */
    interface Visitor {
        /** There is a leased block at this address whose parts follow. */
        void block(long address);

        /** There is a part that is handed out. */
        void part(long address, long byteSize);
    }
}
