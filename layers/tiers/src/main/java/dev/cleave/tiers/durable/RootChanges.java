package dev.cleave.tiers.durable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The roots that a transaction has in hand: each as it is to be, or that it is to be gone. Of one
 * thread.
 */
final class RootChanges {
    private final HeapParts parts;
    private final Object transaction;
    private final Map<String, Roots.@Nullable Root> roots = new LinkedHashMap<>();

    /** Made before the end, as that must need nothing of the Java heap. */
    private final BiConsumer<String, Roots.@Nullable Root> release;

    /** None yet; they are claimed for a transaction. */
    RootChanges(HeapParts parts, Object transaction) {
        this.parts = parts;
        this.transaction = transaction;
        release = (name, _) -> parts.claims.release(name);
    }

    /**
     * The root as the transaction has it, claimed.
     *
     * @throws ConflictException where another one has the name
     */
    Roots.@Nullable Root get(String name) {
        if (!roots.containsKey(name)) {
            parts.claims.claim(name, transaction, "root \"" + name + "\"");
            boolean had = false;
            try {
                roots.put(name, parts.roots.get(name));
                had = true;
            } finally {
                if (!had) {
                    parts.claims.release(name);
                }
            }
        }
        return roots.get(name);
    }

    void put(String name, Roots.Root root) {
        roots.put(name, root);
    }

    void remove(String name) {
        roots.put(name, null);
    }

    /** How many roots will name an object. */
    int namesAfter(long handle) {
        int names = parts.roots.naming(handle);
        for (Map.Entry<String, Roots.@Nullable Root> each : roots.entrySet()) {
            Roots.Root before = parts.roots.get(each.getKey());
            Roots.Root after = each.getValue();
            names -= before != null && before.handle() == handle ? 1 : 0;
            names += after != null && after.handle() == handle ? 1 : 0;
        }
        return names;
    }

    /** The file has them: so has the heap. */
    void make() {
        roots.forEach((name, root) -> {
            if (root == null) {
                parts.roots.remove(name);
            } else {
                parts.roots.put(name, root);
            }
        });
    }

    /** The transaction has ended. */
    void release() {
        roots.forEach(release);
    }
}
