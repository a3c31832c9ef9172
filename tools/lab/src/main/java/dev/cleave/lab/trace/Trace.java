package dev.cleave.lab.trace;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A recorded history of allocations and frees, whole and checked, in a few primitive arrays.
 *
 * <p>Blocks are numbered 0, 1, 2, … in the order in which they were allocated; events in the order of the file. An event
 * takes 6 bytes and a block 8, so that a hundred million events fit where a small heap fits. Immutable, and so safe to
 * share between threads.
 */
public final class Trace {
    /** Bytes of the pages that page traces count in. */
    public static final long PAGE_BYTES = 4096;

    private final String name;
    private final TraceKind kind;
    private final int events;
    private final int[] codes;
    private final char[] threads;
    private final int blocks;
    private final long[] sizes;
    private final int[] ids;
    private final int threadCount;
    private final int liveAtEnd;
    private final long peakLiveBytes;
    private final int peakEvent;

    private Trace(Builder builder) {
        name = builder.name;
        kind = builder.kind;
        events = builder.events;
        codes = builder.codes;
        threads = builder.threads;
        blocks = builder.index.size();
        sizes = builder.sizes;
        ids = builder.index.ids();
        threadCount = builder.seenThreads.cardinality();
        liveAtEnd = builder.liveBlocks;
        peakLiveBytes = builder.peakLiveBytes;
        peakEvent = builder.peakEvent;
    }

    /** The trace as the user named it: a file, or "standard input". */
    public String name() {
        return name;
    }

    /** The name of a file of a trace, without folders and endings. */
    public static String shortName(String file) {
        return file.substring(file.lastIndexOf('/') + 1).replaceFirst("\\.gz$", "").replaceFirst("\\.trace$", "");
    }

    /** What was recorded. */
    public TraceKind kind() {
        return kind;
    }

    /** How many events there are: allocations and frees. */
    public int events() {
        return events;
    }

    /** How many blocks were ever allocated. */
    public int blocks() {
        return blocks;
    }

    /** How many blocks were never freed. */
    public int liveAtEnd() {
        return liveAtEnd;
    }

    /** How many different processors (page traces) or threads (heap traces) took part. */
    public int threadCount() {
        return threadCount;
    }

    /** The most bytes that were ever live at once, as they were asked for. */
    public long peakLiveBytes() {
        return peakLiveBytes;
    }

    /** The first event after which {@link #peakLiveBytes} bytes were live. */
    public int peakEvent() {
        return peakEvent;
    }

    /** Whether the event allocates its block; else it frees it. */
    public boolean allocates(int event) {
        return codes[event] >= 0;
    }

    /** The block that the event allocates or frees. */
    public int block(int event) {
        int code = codes[event];
        return code >= 0 ? code : ~code;
    }

    /** The processor or thread of the event. */
    public int thread(int event) {
        return threads[event];
    }

    /** The id that the file gave the block. */
    public int id(int block) {
        return ids.length == 0 ? block : ids[block];
    }

    /** How many bytes the block was asked to have. */
    public long bytes(int block) {
        return kind == TraceKind.PAGES ? PAGE_BYTES << PageBlock.order(sizes[block]) : sizes[block];
    }

    /** The order of a block of a page trace: it has 2^order pages. */
    public int order(int block) {
        return PageBlock.order(sizes[block]);
    }

    /** The mobility of a block of a page trace. */
    public Mobility mobility(int block) {
        return PageBlock.mobility(sizes[block]);
    }

    /** The number of the page frame where Linux put a block of a page trace. */
    public long frame(int block) {
        return PageBlock.frame(sizes[block]);
    }

    /** A block of a page trace in one word: {@code frame << 8 | mobility << 5 | order}. */
    private static final class PageBlock {
        static long pack(int order, Mobility mobility, long frame) {
            return frame << 8 | (long) mobility.number() << 5 | order;
        }

        static int order(long block) {
            return (int) block & 31;
        }

        static Mobility mobility(long block) {
            return Mobility.of((int) block >>> 5 & 7);
        }

        static long frame(long block) {
            return block >>> 8;
        }

        private PageBlock() {}
    }

    /**
     * A trace while it is being read or made: takes events in order and refuses those that make no sense.
     *
     * <p>Not safe for use by several threads at once.
     */
    public static final class Builder {
        private static final int FIRST_CAPACITY = 1 << 12;

        private final String name;
        private final TraceKind kind;
        private final BlockIndex index = new BlockIndex();
        private final BitSet seenThreads = new BitSet();
        private final BitSet freed = new BitSet();
        private int events;
        private int[] codes = new int[FIRST_CAPACITY];
        private char[] threads = new char[FIRST_CAPACITY];
        private long[] sizes = new long[FIRST_CAPACITY];
        private int liveBlocks;
        private long liveBytes;
        private long peakLiveBytes;
        private int peakEvent;

        /** An empty trace of this kind. */
        public Builder(String name, TraceKind kind) {
            this.name = name;
            this.kind = kind;
        }

        /**
         * Adds an allocation of 2^order pages.
         *
         * @throws IllegalArgumentException when the id was used before or a number is out of its range in
         *     {@link TraceLimits}
         */
        public Builder allocatePages(int id, int order, Mobility mobility, int cpu, long frame) {
            requireKind(TraceKind.PAGES);
            require("ORDER", order, 0, TraceLimits.MAX_ORDER);
            require("PFN", frame, 0, TraceLimits.MAX_FRAME);
            allocate(id, PageBlock.pack(order, mobility, frame), cpu, PAGE_BYTES << order);
            return this;
        }

        /**
         * Adds an allocation of some bytes.
         *
         * @throws IllegalArgumentException when the id was used before or a number is out of its range in
         *     {@link TraceLimits}
         */
        public Builder allocateBytes(int id, long bytes, int thread) {
            requireKind(TraceKind.HEAP);
            require("BYTES", bytes, 1, TraceLimits.MAX_BYTES);
            allocate(id, bytes, thread, bytes);
            return this;
        }

        /**
         * Adds the free of a live block.
         *
         * @throws IllegalArgumentException when the id was never allocated or is free already
         */
        public Builder free(int id, int thread) {
            require("ID", id, 0, TraceLimits.MAX_ID);
            int block = index.find(id);
            if (block == BlockIndex.UNKNOWN) {
                throw new IllegalArgumentException("frees id " + id + ", which was never allocated");
            }
            if (freed.get(block)) {
                throw new IllegalArgumentException("frees id " + id + " a second time; line "
                        + (lineOf(~block) + 1) + " freed it already");
            }
            append(~block, thread);
            freed.set(block);
            liveBlocks--;
            liveBytes -= kind == TraceKind.PAGES ? PAGE_BYTES << PageBlock.order(sizes[block]) : sizes[block];
            return this;
        }

        /** The finished trace; the builder must not be used any more. */
        public Trace build() {
            return new Trace(this);
        }

        private void allocate(int id, long size, int thread, long bytes) {
            require("ID", id, 0, TraceLimits.MAX_ID);
            int known = index.find(id);
            if (known != BlockIndex.UNKNOWN) {
                throw new IllegalArgumentException("allocates id " + id + " again; line " + (lineOf(known) + 1)
                        + " used it already, and ids are never reused");
            }
            append(index.size(), thread);
            int block = index.add(id);
            if (block == sizes.length) {
                sizes = Arrays.copyOf(sizes, grown(sizes.length));
            }
            sizes[block] = size;
            liveBlocks++;
            liveBytes += bytes;
            if (liveBytes > peakLiveBytes) {
                peakLiveBytes = liveBytes;
                peakEvent = events - 1;
            }
        }

        private void append(int code, int thread) {
            require(kind == TraceKind.PAGES ? "CPU" : "THREAD", thread, 0, TraceLimits.MAX_THREAD);
            if (events == codes.length) {
                int capacity = grown(events);
                codes = Arrays.copyOf(codes, capacity);
                threads = Arrays.copyOf(threads, capacity);
            }
            seenThreads.set(thread);
            codes[events] = code;
            threads[events++] = (char) thread;
        }

        private static int grown(int length) {
            int longest = Integer.MAX_VALUE - 16;
            if (length == longest) {
                throw new IllegalArgumentException("more than " + longest + " events are more than a trace may hold");
            }
            return (int) Math.min(longest, length + (length >> 1) + 16L);
        }

        private int lineOf(int code) {
            int event = 0;
            while (codes[event] != code) {
                event++;
            }
            return event;
        }

        private void requireKind(TraceKind wanted) {
            if (kind != wanted) {
                throw new IllegalArgumentException("a " + kind.label() + " takes no event of a " + wanted.label());
            }
        }

        private static void require(String field, long value, long least, long most) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(field + " is " + value + ": expected " + least + " to " + most);
            }
        }
    }
}
