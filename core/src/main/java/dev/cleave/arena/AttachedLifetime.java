package dev.cleave.arena;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * What lives as long as a trusted arena beside its segments: mapped files, upcall stubs, cleanups, which the JDK binds to the arena's scope.
 * A JDK shared arena, opened when somebody asks for the scope, so that an arena of which nobody does is closed without a handshake.
 * Guarded by the arena's monitor.
 */
final class AttachedLifetime {
    private @Nullable Arena arena;

    /** The scope; once closed it is a dead one. */
    MemorySegment.Scope scope(boolean closed) {
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
     * Ends what was attached, if anything.
     *
     * @throws IllegalStateException while a foreign call uses some of it; nothing has ended then
     */
    void close() {
        if (arena != null) {
            arena.close();
        }
    }
}
