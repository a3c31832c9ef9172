import dev.cleave.arena.PooledArena;
import dev.cleave.memory.Pool;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

void main() {
    try (Pool pool = Pool.builder().capacity(64L << 20).build()) {
        MemorySegment block = pool.allocate(10_000);     // three units of 4 KiB, not four
        block.set(ValueLayout.JAVA_LONG, 0, 42);
        pool.free(block);                                // from any thread; twice is an exception

        try (PooledArena arena = PooledArena.ofConfined(pool)) {
            MemorySegment greeting = arena.allocateFrom("hello");
            IO.println(greeting.getString(0));
        }                                                // a use after this throws, as with any arena

        IO.println(pool.usage());                        // requested, used, committed and reserved bytes
    }
}
