package dev.cleave.tiers.policy;

import java.util.Arrays;

/**
 * The heat of many objects, in little memory: never less than it is, and with high probability
 * nearly what it is. A count-min sketch as TinyLFU's, with conservative update; but cells fall
 * one by one, when they are looked at, rather than all at once.
 *
 * <p>A cell is one word: its heat as a {@code float} above, and the access at which it was that
 * below. Grows while more than a quarter of its cells are warm. One thread.
 */
final class HeatSketch {
    private static final int ROWS = 4;
    private static final int FIRST_LENGTH = 1 << 10;
    private static final int MOST_LENGTH = 1 << 22;
    private static final int ACCESSES_PER_CELL = 4;
    private static final int WARM_SHARE = 4;
    private static final float WARM = 0.5f;
    private static final float COLD = 0.01f;

    private long[] cells = new long[FIRST_LENGTH];
    private long untilLook = FIRST_LENGTH;

    /** How many cells it has. */
    int length() {
        return cells.length;
    }

    /** Counts an access of an object, and answers its heat with it. */
    double add(long id, long now, Decay decay) {
        if (--untilLook <= 0) {
            look(now, decay);
        }
        double heat = heat(id, now, decay) + 1;
        raise(id, heat, now, decay);
        return heat;
    }

    /** An object has at least so much heat. */
    private void raise(long id, double heat, long now, Decay decay) {
        long hash = IdTable.mixed(id);
        for (int row = 0; row < ROWS; row++) {
            int place = place(hash, row);
            if (first(cells[place]) < heat || decayed(cells[place], now, decay) < heat) {
                cells[place] = (long) Float.floatToRawIntBits((float) heat) << Integer.SIZE | now & 0xFFFF_FFFFL;
            }
        }
    }

    /** The heat of an object. */
    double heat(long id, long now, Decay decay) {
        long hash = IdTable.mixed(id);
        double least = Double.POSITIVE_INFINITY;
        for (int row = 0; row < ROWS && least > 0; row++) {
            least = Math.min(least, decayed(cells[place(hash, row)], now, decay));
        }
        return least;
    }

    private static double decayed(long cell, long now, Decay decay) {
        return cell == 0 ? 0 : decay.after(first(cell), (int) now - (int) cell);
    }

    /** The heat of a cell before it fell. */
    private static double first(long cell) {
        return Float.intBitsToFloat((int) (cell >>> Integer.SIZE));
    }

    private int place(long hash, int row) {
        return (int) hash + row * ((int) (hash >>> Integer.SIZE) | 1) & cells.length - 1;
    }

    /** Empties cells that are cold, before their time is too long ago to be told; grows if need be. */
    private void look(long now, Decay decay) {
        int warm = 0;
        for (int place = 0; place < cells.length; place++) {
            double heat = decayed(cells[place], now, decay);
            warm += heat > WARM ? 1 : 0;
            cells[place] = heat > COLD ? cells[place] : 0;
        }
        if (warm > cells.length / WARM_SHARE && cells.length < MOST_LENGTH) {
            int length = cells.length;
            cells = Arrays.copyOf(cells, 2 * length);
            System.arraycopy(cells, 0, cells, length, length);
            untilLook = length;
        } else {
            untilLook = (long) ACCESSES_PER_CELL * cells.length;
        }
    }
}
