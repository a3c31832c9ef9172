/**
 * What happens to the blocks of all pools, or to what heaps and arenas hand out of them, written
 * down while somebody asks for it: for Cleave's own modules.
 *
 * <h2>Words</h2>
 * <ul>
 *   <li><b>entry</b>: one thing that happened to one block: it was allocated, freed, or found live
 *       as the recording began; or all that was handed out of it was freed.
 *   <li><b>grain</b>: blocks of pools; or allocations: of blocks that are cut up, the parts that are
 *       handed out.
 *   <li><b>ring</b>: where threads leave their entries, in one order for all of them.
 *   <li><b>batch</b>: some thousand entries as text, in one event of the Flight Recorder.
 *   <li><b>share</b>: of the blocks, one in so many is recorded; all of them unless there are too
 *       many.
 * </ul>
 *
 * <h2>Picture</h2>
 * <pre>
 *   threads: allocate, free --> Recorders --> BlockRecorder --> BlockRing      the Flight Recorder's thread, or a tap's:
 *             (null while nobody records)     one a grain               \--> drain --> BlockText --> RecordedEvent, taps
 * </pre>
 *
 * <h2>Invariants</h2>
 * <ol>
 *   <li>While nobody records, a call does nothing for it: that is a constant to the compiler.
 *   <li>No thread waits: an entry that finds the ring full is counted as lost.
 *   <li>Entries of one block are in the order in which they happened: an allocation takes its place
 *       in the ring after the block was found and before its holder knows it, a free takes its own
 *       before the space has the block again.
 *   <li>A block is recorded whole or not at all: whether it is depends on its offset alone. The
 *       share becomes smaller during a recording, never larger; who reads the recording keeps to
 *       the last one.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 *   <li><b>A thread is stopped between taking a place in the ring and writing its entry.</b> What
 *       is behind it waits until it goes on; the ring fills, and what finds no room is counted as
 *       lost. BlockRingTest, {@code whatIsBehindAnUnwrittenEntryWaits}.
 *   <li><b>A recording begins while others allocate and free.</b> The ring is there before the
 *       blocks are walked; whoever reads takes a block for live at the beginning if its first entry
 *       is a free, or if it has none and the walk found it: RecordedTraceTest of the lab.
 * </ol>
 */
@NullMarked
package dev.cleave.record;

import org.jspecify.annotations.NullMarked;
