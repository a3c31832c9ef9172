/**
 * Replay: recorded traces served from real memory, checked byte by byte, timed, and compared with where Linux put things.
 *
 * <pre>
 *            ┌ recorded pass: stamp, check, keep books ─→ Ledger ─→ peaks, Timeline, MemoryMap, PageblockTally
 *   Trace ─→ ┤ timed passes: the allocator's calls alone ─→ median ns an event
 *            └ (asked for) search for the tightest region
 *                              all through ByteAllocator
 * </pre>
 *
 * <p><b>Words.</b> <i>Requested</i>: bytes as the trace asked for them. <i>Used</i>: bytes set aside for them.
 * <i>Committed</i>: bytes of real memory. <i>Region</i>: the range that an allocator serves from, a factor larger than the
 * most that was live at once. <i>Lane</i>: the events that one of several threads plays. <i>Stamp</i>: the pattern in every
 * byte of a live block.
 *
 * <p>Cleave serves page traces from a pool, block by block, grouped by the mobility that the trace
 * tells of each, and heap traces from its heap over a pool of 4 KiB units. What that heap takes
 * at the least, a slab for each size class that occurs, is its <i>floor</i>: traces whose peak lies
 * below it are measured against it.
 *
 * <p><b>Races, with several threads, and their answers.</b>
 *
 * <ol>
 *   <li>A free comes before its allocation, which another lane plays: it waits for the published address.
 *   <li>A block is checked before its stamp is seen: the address is published with release after stamping and read with
 *       acquire before checking.
 *   <li>A lane runs ahead and more is live than ever was: no lane is more than a window ahead of the slowest.
 *   <li>A free is entered in the books before its allocation: the allocation is entered before its address is published.
 *   <li>A lane fails while others wait for it: they see the failure and stop, and it is reported.
 * </ol>
 */
@NullMarked
package dev.cleave.lab.replay;

import org.jspecify.annotations.NullMarked;
