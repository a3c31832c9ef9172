package dev.cleave.tiers.durable;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Roots by their names. In the file each is an object of its own: the handle that it names, 8
 * bytes, then the name in UTF-8. Any thread may call.
 */
final class Roots {
    /** The longest name, in bytes. */
    static final int MOST_NAME_BYTES = 255;

    /** The root that names the mark of an encrypted heap. */
    static final String ENCRYPTION = "cleave.encryption";

    private final TreeMap<String, Root> byName = new TreeMap<>();
    private final Map<Long, Integer> named = new HashMap<>();

    /**
     * A root.
     *
     * @param own the handle of the object that keeps it
     * @param handle what it names
     */
    record Root(long own, long handle) {}

    /** What the object of a root has for bytes. */
    static MemorySegment bytesOf(String name, long handle) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        if (text.length == 0 || text.length > MOST_NAME_BYTES) {
            throw new IllegalArgumentException("a root's name of " + text.length + " bytes in UTF-8: 1 to "
                    + MOST_NAME_BYTES + " are possible");
        }
        MemorySegment bytes = MemorySegment.ofArray(new byte[Long.BYTES + text.length]);
        bytes.set(Words.LONG, 0, handle);
        MemorySegment.copy(text, 0, bytes, ValueLayout.JAVA_BYTE, Long.BYTES, text.length);
        return bytes;
    }

    /** Finds a root in the bytes of its object. */
    void open(long own, MemorySegment bytes) {
        byte[] text = bytes.asSlice(Long.BYTES).toArray(ValueLayout.JAVA_BYTE);
        put(new String(text, StandardCharsets.UTF_8), new Root(own, bytes.get(Words.LONG, 0)));
    }

    synchronized @Nullable Root get(String name) {
        return byName.get(name);
    }

    synchronized void put(String name, Root root) {
        remove(name);
        byName.put(name, root);
        named.merge(root.handle(), 1, Integer::sum);
    }

    synchronized void remove(String name) {
        Root before = byName.remove(name);
        if (before != null) {
            named.computeIfPresent(before.handle(), (_, count) -> count == 1 ? null : count - 1);
        }
    }

    /** How many roots name an object. */
    synchronized int naming(long handle) {
        return named.getOrDefault(handle, 0);
    }

    /** Names and handles, in the order of names. */
    synchronized Map<String, Long> all() {
        Map<String, Long> all = new TreeMap<>();
        byName.forEach((name, root) -> all.put(name, root.handle()));
        return all;
    }
}
