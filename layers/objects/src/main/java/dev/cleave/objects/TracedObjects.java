package dev.cleave.objects;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Objects that hold handles of others, at declared places, and are freed when no root leads to them
 * any more: also those that hold each other in a circle.
 *
 * {@snippet :
 * TracedObjects objects = TracedObjects.of(space);
 * ObjectShape node = ObjectShape.of(24, 0, 8); // two handles and eight bytes
 * long root = objects.allocate(node);
 * long child = objects.allocate(node);
 * objects.link(root, 0, child);
 * objects.release(child); // now only the root leads to it
 * objects.collect();
 * }
 *
 * <p>An object is a root from its birth on until it is {@linkplain #release released} as often as
 * it was born and {@linkplain #retain retained}. A handle in a Java variable alone keeps nothing.
 *
 * <p>Whoever allocates calls {@link #step} now and then, or a thread does. Collection is incremental: a
 * step looks at so many objects and no more, but for the first of a cycle, which looks at all
 * roots. What is freed leaves holes, which the space squeezes out.
 *
 * <p><strong>Threads.</strong> Any thread may call anything. To allocate, to link and to step takes
 * one lock; to read and write bytes takes none. Cost: 8 bytes before each object, 8 on the Java heap,
 * and some 80 there for each root.
 */
public final class TracedObjects implements AutoCloseable {
    /*
     * The collector. It is that of Yuasa (1990): what led anywhere at the beginning of the cycle is followed, whatever is
     * linked meanwhile. So a link that is overwritten while marking goes on is followed first (the snapshot at the
     * beginning), and what is born is marked. A mark is the number of the cycle, so none has to be cleared.
     *
     *   | shape:32 | mark:32 | bytes …     each object; fields are counted from the bytes
     *
     * IDLE ── first step: all roots are marked ──▶ MARKING ── nothing left to follow ──▶ SWEEPING ── all seen ──▶ IDLE
     */
    private enum Phase {
        IDLE, MARKING, SWEEPING
    }

    private static final int PREFIX = 8;
    private static final int FIRST = 64;

    private final ObjectSpace space;
    private final List<ObjectShape> shapes = new ArrayList<>();
    private final Map<ObjectShape, Integer> numbers = new HashMap<>();
    private final Map<Long, Integer> roots = new HashMap<>();
    private final int[] prefix = new int[2];
    private final MemorySegment prefixBytes = MemorySegment.ofArray(prefix);
    private final long[] field = new long[1];
    private final MemorySegment fieldBytes = MemorySegment.ofArray(field);

    private Phase phase = Phase.IDLE;
    private int mark = 1;
    private long[] all = new long[FIRST];
    private int count;
    private int swept;
    private long[] toFollow = new long[FIRST];
    private int following;
    private long cycles;
    private long freed;
    private long longestPause;
    private boolean closed;

    private TracedObjects(ObjectSpace space) {
        this.space = space;
    }

    /** Objects of a space that are traced. */
    public static TracedObjects of(ObjectSpace space) {
        return new TracedObjects(space);
    }

    // ------------------------------------------------------------------------------------------------- allocate and link

    /**
     * A new object, which is a root, and holds no handles: see {@link ObjectSpace#allocate}. Other
     * bytes are not zeroed.
     *
     * @throws IllegalStateException where these objects are closed
     */
    public synchronized long allocate(ObjectShape shape) {
        if (closed) {
            throw new IllegalStateException("these traced objects are closed: allocate from others");
        }
        int number = numbers.computeIfAbsent(shape, fresh -> {
            shapes.add(fresh);
            return shapes.size() - 1;
        });
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        long handle = space.allocate(PREFIX + shape.byteSize());
        setPrefix(handle, number, mark);
        for (int each = 0; each < shape.handles(); each++) {
            setField(handle, shape, each, 0);
        }
        all[count++] = handle;
        roots.put(handle, 1);
        return handle;
    }

    /**
     * Keeps an object for its own sake, once more.
     *
     * @throws IllegalStateException where it was freed
     */
    public synchronized void retain(long handle) {
        requireLive(handle);
        roots.merge(handle, 1, Integer::sum);
    }

    /**
     * Takes back one {@link #retain}, or the birth.
     *
     * @throws IllegalArgumentException where the object is no root
     */
    public synchronized void release(long handle) {
        Integer held = roots.get(handle);
        if (held == null) {
            throw new IllegalArgumentException("handle 0x" + Long.toHexString(handle)
                    + " is no root: release it once for its birth, and once for each retain");
        }
        if (held == 1) {
            roots.remove(handle);
        } else {
            roots.put(handle, held - 1);
        }
    }

    /**
     * Lets an object hold the handle of another, or none.
     *
     * @param target 0 for none
     * @throws IndexOutOfBoundsException where the object has no such field
     * @throws IllegalStateException where one of the two was freed
     */
    public synchronized void link(long handle, int number, long target) {
        ObjectShape shape = shapeOf(handle);
        if (target != 0) {
            requireLive(target);
        }
        long before = getField(handle, shape, number);
        if (phase == Phase.MARKING && before != 0) {
            follow(before);
        }
        setField(handle, shape, number, target);
    }

    /**
     * The handle that an object holds, or 0.
     *
     * @throws IndexOutOfBoundsException where the object has no such field
     * @throws IllegalStateException where the object was freed
     */
    public synchronized long linked(long handle, int number) {
        return getField(handle, shapeOf(handle), number);
    }

    /**
     * What nothing led to at the beginning of the cycle, but somebody has the handle of, is
     * followed as well while there is time; when that is over it is as dead as what was freed.
     */
    private void requireLive(long handle) {
        if (phase == Phase.MARKING) {
            follow(handle);
        }
        if (!space.isLive(handle) || phase == Phase.SWEEPING && isDead(handle)) {
            throw Refusals.ofDead(handle, "keep it by a root, or by an object that a root leads to");
        }
    }

    // ---------------------------------------------------------------------------------------------------- read and write

    /** What a reader learns of an object's bytes: see {@link ObjectSpace#read(long, ObjectReader)}. */
    public <T> T read(long handle, ObjectReader<T> reader) {
        return space.read(handle, bytes -> reader.read(bytes.asSlice(PREFIX)));
    }

    /**
     * Copies bytes into an object: see {@link ObjectSpace#write(long, long, byte[], int, int)}.
     * Handles are not to be written in this way: whoever does has others freed too early.
     */
    public void write(long handle, long offset, byte[] source, int sourceOffset, int length) {
        space.write(handle, PREFIX + Objects.checkIndex(offset, Long.MAX_VALUE - PREFIX), source, sourceOffset,
                length);
    }

    // ----------------------------------------------------------------------------------------------------------- collect

    /**
     * A step of a collection, which begins where none is under way: looks at so many objects at
     * most.
     *
     * @return whether a collection has ended with it
     * @throws IllegalArgumentException where the count is less than 1
     */
    public synchronized boolean step(int mostObjects) {
        if (mostObjects < 1) {
            throw new IllegalArgumentException("a step of " + mostObjects + " objects: it must be 1 or more");
        }
        long begin = System.nanoTime();
        try {
            return switch (phase) {
                case IDLE -> {
                    begin();
                    yield false;
                }
                case MARKING -> {
                    mark(mostObjects);
                    yield false;
                }
                case SWEEPING -> sweep(mostObjects);
            };
        } finally {
            longestPause = Math.max(longestPause, System.nanoTime() - begin);
        }
    }

    /** Ends the collection that is under way, then does a whole one: all that is dead now is freed. */
    public void collect() {
        boolean fresh = isIdle();
        while (!step(Integer.MAX_VALUE)) {
            // to the end of the one that is under way
        }
        while (!fresh && !step(Integer.MAX_VALUE)) {
            // a whole one
        }
    }

    private synchronized boolean isIdle() {
        return phase == Phase.IDLE;
    }

    private void begin() {
        mark++;
        roots.keySet().forEach(this::follow);
        phase = Phase.MARKING;
    }

    private void mark(int mostObjects) {
        for (int left = mostObjects; left > 0 && following > 0; left--) {
            long handle = toFollow[--following];
            if (space.isLive(handle)) {
                ObjectShape shape = shapeOf(handle);
                for (int each = 0; each < shape.handles(); each++) {
                    follow(getField(handle, shape, each));
                }
            }
        }
        if (following == 0) {
            phase = Phase.SWEEPING;
            swept = 0;
        }
    }

    /** Marks an object, and has what it holds looked at; one that is marked was seen to already. */
    private void follow(long handle) {
        if (handle == 0 || !space.isLive(handle)) {
            return;
        }
        readPrefix(handle);
        if (prefix[1] == mark) {
            return;
        }
        setPrefix(handle, prefix[0], mark);
        if (following == toFollow.length) {
            toFollow = Arrays.copyOf(toFollow, 2 * following);
        }
        toFollow[following++] = handle;
    }

    /** What is pinned stays, and is looked at again in the next cycle. */
    private boolean sweep(int mostObjects) {
        for (int left = mostObjects; left > 0 && swept < count; left--) {
            long handle = all[swept];
            if (isDead(handle) && space.isGoneOrFreed(handle)) {
                all[swept] = all[--count];
                freed++;
            } else {
                swept++;
            }
        }
        if (swept < count) {
            return false;
        }
        phase = Phase.IDLE;
        cycles++;
        return true;
    }

    private boolean isDead(long handle) {
        if (!space.isLive(handle)) {
            return true;
        }
        readPrefix(handle);
        return prefix[1] != mark;
    }

    // ------------------------------------------------------------------------------------------------------------ bytes

    private ObjectShape shapeOf(long handle) {
        readPrefix(handle);
        return shapes.get(prefix[0]);
    }

    private void readPrefix(long handle) {
        space.read(handle, 0, prefixBytes, 0, PREFIX);
    }

    private void setPrefix(long handle, int shape, int newMark) {
        prefix[0] = shape;
        prefix[1] = newMark;
        space.write(handle, 0, prefixBytes, 0, PREFIX);
    }

    private long getField(long handle, ObjectShape shape, int number) {
        space.read(handle, PREFIX + shape.offsetOf(number), fieldBytes, 0, Long.BYTES);
        return field[0];
    }

    private void setField(long handle, ObjectShape shape, int number, long target) {
        field[0] = target;
        space.write(handle, PREFIX + shape.offsetOf(number), fieldBytes, 0, Long.BYTES);
    }

    // ------------------------------------------------------------------------------------------------- figures and close

    /** The figures now. */
    public synchronized TracedUsage usage() {
        return new TracedUsage(count, roots.size(), cycles, freed, longestPause);
    }

    /**
     * Frees all objects, and hands out no more. Closing twice does nothing.
     *
     * @throws IllegalStateException where some are pinned; all others are freed, and to close again
     *     frees the rest
     */
    @Override
    public synchronized void close() {
        closed = true;
        roots.clear();
        int pinned = 0;
        for (int each = 0; each < count; each++) {
            if (!space.isGoneOrFreed(all[each])) {
                all[pinned++] = all[each];
            }
        }
        count = pinned;
        if (pinned > 0) {
            throw new IllegalStateException(pinned + " traced objects are pinned: close their pins, then close again");
        }
    }
}
