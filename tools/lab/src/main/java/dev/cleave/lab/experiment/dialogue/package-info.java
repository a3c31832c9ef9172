/**
 * The dialogue experiment: what does it buy that slabs mind what the buddy space has?
 *
 * <pre>
 *   small objects, sizes drift      ▁▂▁ ─▶ ▁▁▂▁ ─▶ ▂▁▁    slabs of one generation grow sparse, the next needs others
 *   large blocks, freed at random   ██ ████  ██    ██     and asked for again: served, if a hole was left whole
 * </pre>
 *
 * <p>Words: a <i>generation</i> prefers a stretch of sizes and replaces half of the small objects; the <i>fill</i> is what is live, small and
 * large by halves, as a share of the space.
 *
 * <p>Invariants: (1) what is asked depends on the seed alone, but for requests that were refused and so need not be freed; (2) both
 * ways run one after the other with the same seed, in one JVM; (3) counting begins when the load has settled.
 */
@NullMarked
package dev.cleave.lab.experiment.dialogue;

import org.jspecify.annotations.NullMarked;
