package dev.cleave.page;

import dev.cleave.memory.AllocationSite;
import dev.cleave.memory.PoolSnapshot;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a page shows. */
interface Subject {
    /** What it is called. */
    String name();

    /** What of it never changes, as JSON. */
    Map<String, Object> description();

    /** Its figures now. */
    Look look();

    /** What the map can tell, by name. */
    List<String> colours();

    /** The map in one of its colours. */
    CellMap cells(String colour) throws PageRefusal;

    /** What each of some units is. */
    Frames frames(long from, int count) throws PageRefusal;

    /** Whose the block is that covers a unit, as JSON. */
    Map<String, Object> block(long unit) throws PageRefusal;

    /** Whether a request would be served, and what stands in its way, as JSON. */
    Map<String, Object> why(long byteSize) throws PageRefusal;

    /** The places that hold most. */
    List<AllocationSite> sites(int limit);

    /** Children, arenas, heaps and leaks, as JSON. */
    Map<String, Object> holders();

    /** Its state, to be kept. */
    PoolSnapshot snapshot() throws PageRefusal;

    /** Whether it lives, and can change. */
    boolean lives();

    /** Why it will not change any more, in words; empty while it may. */
    default Optional<String> ended() {
        return Optional.empty();
    }

    /** Gives free memory back to the system; answers how many bytes. */
    long trim() throws PageRefusal;

    /** Units of it in all. */
    long units();
}
