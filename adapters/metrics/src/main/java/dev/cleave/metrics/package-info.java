/**
 * What a team watches of its pools and heaps: Micrometer meters ({@link
 * dev.cleave.metrics.CleaveMetrics}), JMX beans ({@link dev.cleave.metrics.CleaveManagement}), a
 * health check ({@link dev.cleave.metrics.CleaveHealth}), and a dashboard.
 *
 * <h2>Words</h2>
 * A <em>source</em> is what is watched: a pool, a heap, movable blocks, mobility groups. A
 * <em>reading</em> is all that was read of one at one time. It is <em>paced</em>: taken when
 * somebody asks, but not again until it is older than a second, and than a hundred times what it
 * cost. Figures are those of {@link dev.cleave.memory.PoolUsage} and {@link
 * dev.cleave.heap.HeapUsage}: <em>requested</em>, <em>used</em>, <em>committed</em>,
 * <em>reserved</em>.
 *
 * <h2>Picture</h2>
 * <pre>
 *   registry ─▶ PoolMetrics ─▶ SourceMeters ─┐
 *   JMX ──────▶ PoolBean ────▶ SourceBean ───┼─▶ SharedReadings ─▶ PacedReading ─▶ PoolReading ─▶ Pool
 *   endpoint ─▶ CleaveHealth ────────────────┘      one a source     one a second
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>Nothing here holds a source strongly, but what its user holds: a binder before it is bound, a
 * health check.
 * <li>A source is read by one thread at a time, and at most a hundredth of the time.
 * <li>A closed source makes nobody throw: gauges read NaN, attributes -1.
 * <li>There is no thread, and nothing that has to be ended.
 * <li>A counter never falls.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Many find the reading old.</strong> One has the lock and reads; the others are told
 * the old one. Where there is none yet they wait. PacedReadingTest, {@code oneReadsForMany}.
 * <li><strong>The source is closed while it is read.</strong> What the source refuses then is told
 * as of a closed one. PacedReadingTest, {@code closedWhileRead}; PoolMetricsTest, {@code
 * closedBesideReaders}.
 * <li><strong>Two register beans of one name.</strong> The server admits one; the other is refused
 * with its reason. CleaveManagementTest, {@code racing} and {@code racingForAClosedOne}.
 * <li><strong>Two bind sources of the same tags.</strong> Who enters the book of bindings first has
 * the place, before it has a meter; the other is refused. BindingsTest, {@code
 * beforeTheFirstMeter} and {@code racing}.
 * </ol>
 */
@NullMarked
package dev.cleave.metrics;

import org.jspecify.annotations.NullMarked;
