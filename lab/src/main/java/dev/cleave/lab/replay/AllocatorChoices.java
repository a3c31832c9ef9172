package dev.cleave.lab.replay;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every allocator that replay knows by name; the first is the one used unless told. */
public final class AllocatorChoices {
    /** Cleave's own buddy system. */
    public static final AllocatorChoice CLEAVE = new AllocatorChoice(
            "cleave",
            "Cleave's buddy system on one region of real memory",
            true,
            Map.of(),
            CleaveAllocator::open);

    /** The C library's allocator. */
    public static final AllocatorChoice MALLOC = new AllocatorChoice(
            "malloc",
            "the C library's malloc and free; page traces ask for page-aligned blocks",
            false,
            Map.of(),
            (kind, regionBytes) -> MallocAllocator.open(kind));

    private static final List<AllocatorChoice> ALL = List.of(CLEAVE, MALLOC);

    private AllocatorChoices() {}

    /** All of them, Cleave first. */
    public static List<AllocatorChoice> all() {
        return ALL;
    }

    /** The one with this name, if there is one. */
    public static Optional<AllocatorChoice> named(String name) {
        return ALL.stream().filter(choice -> choice.name().equals(name)).findFirst();
    }

    /** The names, for messages. */
    public static List<String> names() {
        return ALL.stream().map(AllocatorChoice::name).toList();
    }
}
