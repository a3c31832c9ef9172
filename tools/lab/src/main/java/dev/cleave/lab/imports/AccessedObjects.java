package dev.cleave.lab.imports;

import dev.cleave.lab.trace.TraceLimits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * The objects of an access trace: gives each key an id, by first use. An object whose size has
 * changed is another from then on. Holds a small object for each key.
 */
final class AccessedObjects {
    private final Map<Object, Known> known = new HashMap<>();
    private int ids;
    private long footprint;

    private record Known(int id, long bytes) {}

    /** The id of an object of this key and size. */
    int id(Object key, long bytes) throws IOException {
        Known found = known.get(key);
        if (found == null || found.bytes != bytes) {
            if (ids >= TraceLimits.MAX_ID) {
                throw new IOException("more than " + ids + " objects are more than a trace may hold");
            }
            found = new Known(ids++, bytes);
            footprint += bytes;
            known.put(key, found);
        }
        return found.id;
    }

    /** How many there are. */
    long count() {
        return ids;
    }

    /** The sizes of all, added up. */
    long footprint() {
        return footprint;
    }
}
