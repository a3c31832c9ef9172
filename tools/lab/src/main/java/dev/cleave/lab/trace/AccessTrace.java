package dev.cleave.lab.trace;

import java.util.Arrays;

/**
 * A recorded history of accesses to objects, whole and checked, in two primitive arrays: who was
 * read or written, one after the other, and how large each is. Objects are numbered 0, 1, 2, … in the
 * order of their first accesses. Immutable, and so safe to share between threads.
 */
public final class AccessTrace {
    private final String name;
    private final int accesses;
    private final int[] codes;
    private final int objects;
    private final long[] byteSizes;
    private final long footprint;

    private AccessTrace(Builder builder) {
        name = builder.name;
        accesses = builder.accesses;
        codes = builder.codes;
        objects = builder.index.size();
        byteSizes = builder.byteSizes;
        footprint = Arrays.stream(byteSizes, 0, objects).sum();
    }

    /** The trace as the user named it. */
    public String name() {
        return name;
    }

    /** How many accesses there are. */
    public int accesses() {
        return accesses;
    }

    /** How many different objects are accessed. */
    public int objects() {
        return objects;
    }

    /** The sizes of all objects, added up. */
    public long footprint() {
        return footprint;
    }

    /** Who is accessed. */
    public int object(int access) {
        int code = codes[access];
        return code < 0 ? ~code : code;
    }

    /** Whether the access writes; else it reads. */
    public boolean writes(int access) {
        return codes[access] < 0;
    }

    /** How many bytes an object has. */
    public long byteSize(int object) {
        return byteSizes[object];
    }

    /** A trace while it is being read or made. Not safe for use by several threads at once. */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 1 << 12;

        private final String name;
        private final BlockIndex index = new BlockIndex();
        private int accesses;
        private int[] codes = new int[FIRST_CAPACITY];
        private long[] byteSizes = new long[FIRST_CAPACITY];

        /** An empty trace. */
        public Builder(String name) {
            this.name = name;
        }

        /**
         * Adds an access.
         *
         * @throws IllegalArgumentException when a number is out of its range in {@link
         *     TraceLimits}, or the object had another size before
         */
        public Builder access(int id, long byteSize, boolean write) {
            require("ID", id, 0, TraceLimits.MAX_ID);
            require("BYTES", byteSize, 1, TraceLimits.MAX_BYTES);
            int known = index.find(id);
            int object = known == BlockIndex.UNKNOWN ? index.add(id) : known;
            if (object == byteSizes.length) {
                byteSizes = Arrays.copyOf(byteSizes, grown(object));
            }
            if (known == BlockIndex.UNKNOWN) {
                byteSizes[object] = byteSize;
            } else if (byteSizes[object] != byteSize) {
                throw new IllegalArgumentException("BYTES is " + byteSize + ": expected " + byteSizes[object]
                        + ", which id " + id + " had before; give an object of another size an id of its own");
            }
            if (accesses == codes.length) {
                codes = Arrays.copyOf(codes, grown(accesses));
            }
            codes[accesses++] = write ? ~object : object;
            return this;
        }

        /** The finished trace; the builder must not be used any more. */
        public AccessTrace build() {
            return new AccessTrace(this);
        }

        private static int grown(int length) {
            return Math.addExact(length, (length >> 1) + 16);
        }

        private static void require(String field, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(field + " is " + value + ": expected " + least + " to " + most);
            }
        }
    }
}
