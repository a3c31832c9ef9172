/**
 * The race: every allocator known by name through every workload of blocks, in minutes.
 *
 * <pre>
 *   RaceSettings ─▶ Race ── for each workload and allocator one JVM ── 1, 2, 4 threads in it ─▶ RaceResult ─▶ RaceReport, JSON, RaceChart
 *                     └ fill: 2^10, 2^11, … 2^18 blocks, until the time is over ─▶ FillCurve ─▶ Extrapolation
 * </pre>
 *
 * <p>Words: a <i>place</i> is the rank by median among all allocators but the yardsticks, the floor
 * and the reference; a <i>curve</i> is the time of filling against the number of blocks; an
 * <i>extrapolated</i> figure was not measured but follows from the curve.
 *
 * <p>What it trades for speed, beside the bench: thread counts share a JVM, so that two threads run code that was compiled
 * for one; rounds are hundredths of a second long and few, and shorter still when the
 * whole is late; allocators of one workload run one after another instead of by
 * turns, so that a noisy half-minute falls on some of them alone. A place that matters is worth a look with the bench.
 */
@NullMarked
package dev.cleave.lab.race;

import org.jspecify.annotations.NullMarked;
