package dev.cleave.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What lives as long as an arena beside its segments: mapped files, upcall stubs and cleanups, which the JDK binds to the arena's scope. It is for
 * arenas whose segments live as long as their pool, so that what is bound to them ends with the arena and not with the pool.
 *
 * <p>A shared arena of the JDK stands behind, opened when somebody first asks for the scope. So an arena of which nobody does is closed without a
 * handshake with every thread.
 *
 * <p>Not thread-safe: the arena that owns it guards it.
 */
public final class AttachedLifetime {
    private @Nullable Arena arena;

    /** The lifetime of an arena that was just opened. */
    public AttachedLifetime() {}

    /**
     * The scope.
     *
     * @param closed whether the owner is closed already: then the scope is a dead one
     */
    public MemorySegment.Scope scope(boolean closed) {
        Arena present = arena;
        if (present == null) {
            present = Arena.ofShared();
            arena = present;
            if (closed) {
                present.close();
            }
        }
        return present.scope();
    }

    /**
     * Ends what was attached, if anything was.
     *
     * @throws IllegalStateException while a foreign call uses some of it; nothing has ended then
     */
    public void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
