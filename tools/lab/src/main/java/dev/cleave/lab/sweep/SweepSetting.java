package dev.cleave.lab.sweep;

import dev.cleave.lab.report.ByteText;
import dev.cleave.lab.report.OptionRange;
import dev.cleave.lab.trace.TraceKind;
import java.io.Serializable;

/**
 * One setting that a sweep tries.
 *
 * @param unit bytes of the pool's unit: a power of two from 1 KiB to 64 KiB
 * @param grouped whether blocks are grouped by mobility, which page traces alone have
 * @param capacityFactor the pool's capacity as a multiple of the most that the trace has live at
 *     once: 1 to 1000
 */
public record SweepSetting(long unit, boolean grouped, double capacityFactor) implements Serializable {
    private static final long LEAST_UNIT = 1 << 10;
    private static final long GREATEST_UNIT = 64 << 10;

    /** Checks the ranges. */
    public SweepSetting {
        OptionRange.require(unit >= LEAST_UNIT && unit <= GREATEST_UNIT && Long.bitCount(unit) == 1, "--unit", unit,
                "a power of two from 1KiB to 64KiB");
        OptionRange.require(capacityFactor >= 1 && capacityFactor <= 1000, "--factor", capacityFactor, "1 to 1000");
    }

    /** Whether it differs from the same setting without groups for such a trace. */
    public boolean suits(TraceKind kind) {
        return !grouped || kind == TraceKind.PAGES;
    }

    /** How blocks are grouped, in a word. */
    public String grouping() {
        return grouped ? "mobility" : "none";
    }

    @Override
    public String toString() {
        return "unit " + ByteText.exact(unit) + ", grouping " + grouping() + ", capacity × "
                + ByteText.trimmed(capacityFactor, 3);
    }
}
