package dev.cleave.cache;

/** Who is told of entries that come and go, and says which are too old: a cache. */
interface EntryWatch {
    /** An entry is about to come into a stripe; answers whether it may. The stripe is locked. */
    boolean comes(long hash, long place);

    /** An entry is about to take another's place. The stripe is locked. */
    void replaces(long place, long replaced);

    /** An entry left its stripe. The stripe is locked. */
    void unlinked(long place);

    /**
     * Another node for an entry; {@link NodeTable#NONE} where it keeps its own. The stripe is locked.
     */
    int moves(int node);

    /** An entry was read: what is told of it was true at that moment. No lock is held. */
    void hit(long hash, int node, long deadline);

    /**
     * Whether an entry at this offset is not too old. May be asked of what is no entry any more.
     */
    boolean isAlive(long offset);
}
