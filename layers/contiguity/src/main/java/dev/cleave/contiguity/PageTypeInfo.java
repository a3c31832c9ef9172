package dev.cleave.contiguity;

import java.util.Arrays;
import java.util.Locale;

/**
 * What lies where in {@link MobilityGroups}, as the kernel's {@code /proc/pagetypeinfo}: an
 * estimate while others run. Groups are numbered as {@link Mobility} is; one more stands for
 * pageblocks that nobody uses.
 */
public final class PageTypeInfo {
    private final long[][] free;
    private final long[] pageblocks;
    private final long[] mixed;
    private final long unmovablePageblocks;
    private final long fallbacks;
    private final long conversions;

    PageTypeInfo(
            long[][] free, long[] pageblocks, long[] mixed, long unmovablePageblocks, long fallbacks,
            long conversions) {
        this.free = free;
        this.pageblocks = pageblocks;
        this.mixed = mixed;
        this.unmovablePageblocks = unmovablePageblocks;
        this.fallbacks = fallbacks;
        this.conversions = conversions;
    }

    /**
     * How many free blocks of each order lie in a group's pageblocks: none is larger than a
     * pageblock.
     */
    public long[] freeBlocksByOrder(Mobility group) {
        return free[group.ordinal()].clone();
    }

    /** How many pageblocks belong to a group. */
    public long pageblocks(Mobility group) {
        return pageblocks[group.ordinal()];
    }

    /** How many of them hold a block of another mobility too. */
    public long mixedPageblocks(Mobility group) {
        return mixed[group.ordinal()];
    }

    /** How many pageblocks nobody uses. */
    public long freePageblocks() {
        return pageblocks[Mobility.COUNT];
    }

    /** How many pageblocks hold something unmovable, whoever's they are. */
    public long unmovablePageblocks() {
        return unmovablePageblocks;
    }

    /**
     * How many blocks lie in a pageblock that was another group's: the kernel's {@code extfrag}
     * events.
     */
    public long fallbacks() {
        return fallbacks;
    }

    /** How many pageblocks went over to another group by that. */
    public long conversions() {
        return conversions;
    }

    /** A table: a line a group. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%-12s %10s %8s  free blocks by order%n",
                "group", "pageblocks", "mixed"));
        for (int group = 0; group <= Mobility.COUNT; group++) {
            String name = group == Mobility.COUNT ? "unused" : Mobility.of(group).name().toLowerCase(Locale.ROOT);
            text.append(String.format(Locale.ROOT, "%-12s %,10d %,8d  %s%n", name, pageblocks[group], mixed[group],
                    Arrays.toString(free[group])));
        }
        return text.append(String.format(Locale.ROOT,
                "%,d pageblocks hold something unmovable; %,d fallbacks, %,d conversions",
                unmovablePageblocks, fallbacks, conversions)).toString();
    }
}
