/**
 * Large requests to a pool that is nearly all free, and has something in use all over: what each
 * way to serve them costs, and the same as a story.
 *
 * <pre>
 *   pages        aaaaaaaa|aaaaaaaa|aaaaaaaa|      the pool is filled, in all of it
 *   staying      ..a.....|......a.|.a......|      one page in each large block, at random
 *   request      |----------------|               fits nowhere
 *
 *   Ground ─▶ Way ─▶ Site (pool, StayingPages) ─▶ Attempt ─▶ Trial.Outcome ─▶ ContiguityExperiment
 *                                                   └──────▶ ConvoyStory ──▶ ConvoyExperiment
 * </pre>
 *
 * <p>Words: a <i>page</i> is the pool's unit, a <i>large block</i> the grain in which memory should
 * be kept whole. Pages that <i>stay</i> are those that are not freed. A <i>way</i> serves a
 * request, or refuses it. A <i>stamp</i> is what eight bytes of a page, or of what was served, must
 * hold.
 *
 * <p>Invariants: (1) for one seed the same requests stay, whatever serves them; (2) only the
 * request is timed, not the stamping; (3) all memory that was served is written and read back while
 * it is held, and the pages that stayed are read after it was written.
 */
@NullMarked
package dev.cleave.lab.experiment.contiguity;

import org.jspecify.annotations.NullMarked;
