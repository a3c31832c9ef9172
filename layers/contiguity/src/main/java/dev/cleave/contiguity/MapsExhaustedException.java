package dev.cleave.contiguity;

import java.util.Locale;

/**
 * A stitched segment that could not be had, or grow, for lack of mappings: enough memory is free in
 * the pool, but in more pieces than the process may map.
 */
public final class MapsExhaustedException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MapsExhaustedException(String pool, long byteSize, int wanted, MapBudget budget, String tried) {
        super(String.format(Locale.ROOT,
                "pool %s has %,d bytes free in %,d pieces only, and stitched segments have %,d of the %,d mappings that"
                        + " they may have (three quarters of vm.max_map_count)%s: raise vm.max_map_count, close"
                        + " segments that are not needed, or give the segment movable blocks to compact",
                pool, byteSize, wanted, budget.taken(), budget.most(), tried));
    }
}
