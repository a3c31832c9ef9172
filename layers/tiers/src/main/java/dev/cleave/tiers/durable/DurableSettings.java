package dev.cleave.tiers.durable;

import dev.cleave.buddy.BuddySpace;

/**
 * Settings of a durable heap; immutable. What is 0 is as the file has it, or as usual where the
 * file is new. A file keeps its unit and its log for life.
 *
 * @param capacity bytes for objects and their index; a file that has less is given more, one that
 *     has more is refused
 * @param growthStep bytes that the file grows by at least, where it has no room and may grow
 * @param unit bytes that large objects are rounded to
 * @param logBytes bytes of the redo log: no transaction can change more at once
 */
public record DurableSettings(long capacity, long growthStep, int unit, long logBytes) {
    static final long USUAL_CAPACITY = 1L << 30;
    static final int USUAL_UNIT = 512;

    private static final long PAGE = Layout.PAGE;
    private static final long LEAST_CAPACITY = 64L << 10;
    private static final long MOST_CAPACITY = 1L << 46;
    private static final int LEAST_UNIT = 64;
    private static final int MOST_UNIT = 1 << 20;
    private static final long LEAST_LOG = 16L << 10;
    private static final long MOST_LOG = 1L << 30;
    private static final long USUAL_LOG_SHARE = 16;
    private static final long USUAL_MOST_LOG = 64L << 20;
    private static final long USUAL_LEAST_LOG = 256L << 10;
    private static final long USUAL_STEPS = 16;
    private static final long USUAL_LEAST_STEP = 1L << 20;

    /** Checks each setting by itself; sizes are rounded up to whole pages of 4 KiB. */
    public DurableSettings {
        requireWithin("capacity", capacity, LEAST_CAPACITY, MOST_CAPACITY);
        requireWithin("growth step", growthStep, PAGE, MOST_CAPACITY);
        requireWithin("unit", unit, LEAST_UNIT, MOST_UNIT);
        requireWithin("log", logBytes, LEAST_LOG, MOST_LOG);
        if (unit != 0 && Integer.bitCount(unit) != 1) {
            throw new IllegalArgumentException("a unit of " + unit + " bytes: it must be a power of two");
        }
        capacity = Layout.toPages(capacity);
        growthStep = Layout.toPages(growthStep);
        logBytes = Layout.toPages(logBytes);
    }

    private static void requireWithin(String what, long given, long least, long most) {
        if (given != 0 && (given < least || given > most)) {
            throw new IllegalArgumentException(
                    "a " + what + " of " + given + " bytes: " + least + " to " + most + " are possible");
        }
    }

    /** All as the file has it, or as usual: 1 GiB that grows in sixteenths, units of 512 bytes. */
    public static DurableSettings usual() {
        return new DurableSettings(0, 0, 0, 0);
    }

    /** These, with a capacity, 64 KiB to 64 TiB. */
    public DurableSettings withCapacity(long bytes) {
        return new DurableSettings(bytes, growthStep, unit, logBytes);
    }

    /** These, with a growth step of 4 KiB or more. */
    public DurableSettings withGrowthStep(long bytes) {
        return new DurableSettings(capacity, bytes, unit, logBytes);
    }

    /** These, with a unit: a power of two, 64 B to 1 MiB. */
    public DurableSettings withUnit(int bytes) {
        return new DurableSettings(capacity, growthStep, bytes, logBytes);
    }

    /** These, with a log of 16 KiB to 1 GiB. */
    public DurableSettings withLogBytes(long bytes) {
        return new DurableSettings(capacity, growthStep, unit, bytes);
    }

    /** The layout of a new file. */
    Layout layout() {
        int bytesOfUnit = unit == 0 ? USUAL_UNIT : unit;
        long bytes = roundUp(capacity == 0 ? USUAL_CAPACITY : capacity, Places.blockBytes(bytesOfUnit));
        long log = logBytes == 0
                ? Layout.toPages(Math.clamp(bytes / USUAL_LOG_SHARE, USUAL_LEAST_LOG, USUAL_MOST_LOG))
                : logBytes;
        requireUnits(bytes, bytesOfUnit);
        return new Layout(bytes, log, bytesOfUnit);
    }

    private static void requireUnits(long bytes, int bytesOfUnit) {
        if (bytes / bytesOfUnit > BuddySpace.MAX_UNITS) {
            throw new IllegalArgumentException("a capacity of " + bytes + " bytes in units of " + bytesOfUnit + ": "
                    + BuddySpace.MAX_UNITS + " units are possible; ask for larger ones, or less");
        }
    }

    /**
     * The layout of a file that has one.
     *
     * @throws IllegalArgumentException where it cannot be as these settings want it
     */
    Layout layout(String name, Layout present) {
        requireSame(name, "unit", unit, present.unit());
        requireSame(name, "log", logBytes, present.logBytes());
        long wanted = roundUp(capacity, Places.blockBytes(present.unit()));
        if (wanted != 0 && wanted < present.capacity()) {
            throw new IllegalArgumentException(name + " has a capacity of " + present.capacity() + " bytes, which "
                    + wanted + " are less than: ask for as many or more, or for 0, to take it as it is");
        }
        requireUnits(wanted, present.unit());
        return present.withCapacity(Math.max(wanted, present.capacity()));
    }

    private static void requireSame(String name, String what, long wanted, long present) {
        if (wanted != 0 && wanted != present) {
            throw new IllegalArgumentException(name + " has a " + what + " of " + present
                    + " bytes for life, and not of " + wanted + ": ask for 0, to take it as it is");
        }
    }

    private static long roundUp(long bytes, long powerOfTwo) {
        return bytes + powerOfTwo - 1 & -powerOfTwo;
    }

    /** Bytes to grow by, of a heap of a layout. */
    long stepOf(Layout layout) {
        long bytes =
                growthStep == 0 ? Math.max(layout.capacity() / USUAL_STEPS, USUAL_LEAST_STEP) : growthStep;
        return roundUp(bytes, Places.blockBytes(layout.unit()));
    }
}
