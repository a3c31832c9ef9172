package dev.cleave.heap;

/**
 * How often new slabs were as large as their class wanted, and how often the state of the buddy space made them smaller or larger.
 *
 * @param asWanted as the class wanted
 * @param smaller smaller, as the wanted one would have split a block of an order that had become rare
 * @param larger larger, as such blocks were plentiful
 * @param forced a rare block had to be split, as nothing smaller was at hand
 */
public record SlabDecisions(long asWanted, long smaller, long larger, long forced) {}
