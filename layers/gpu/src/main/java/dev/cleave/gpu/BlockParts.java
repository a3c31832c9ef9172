package dev.cleave.gpu;

/**
 * What a block is made of beside the driver's block.
 *
 * @param space what is free in it
 * @param mapping whether the processor sees it
 * @param live how many allocations it has
 * @param unitShift the bits of a byte offset that lie inside a unit
 * @param flushAtom what flushes are rounded to, in bytes
 * @param dedicated whether it is one allocation's alone
 */
record BlockParts(
        BlockSpace space, BlockMapping mapping, LiveCount live, int unitShift, long flushAtom, boolean dedicated) {}
