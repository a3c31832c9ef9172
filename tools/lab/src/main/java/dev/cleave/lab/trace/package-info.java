/**
 * Recorded allocation traces: real programs, event by event.
 *
 * <p>A trace is text, one event a line, plain or gzip-compressed:
 *
 * <pre>
 *   page trace                                       heap trace
 *   a ID ORDER MOBILITY CPU PFN   2^ORDER pages      a ID BYTES THREAD   some bytes
 *   f ID CPU                      the whole block    f ID THREAD
 * </pre>
 *
 * <p><b>Words.</b> An <i>event</i> is one line. A <i>block</i> is what one {@code a} line asked for, numbered in order of
 * appearance. <i>Live</i>: allocated and not yet freed. <i>Mobility</i>: whether the kernel may move the pages (0
 * unmovable, 1 movable, 2 reclaimable). <i>PFN</i>: the page frame number where Linux put the block.
 *
 * <p><b>Invariants of a {@link dev.cleave.lab.trace.Trace}.</b>
 *
 * <ol>
 *   <li>Every block is allocated exactly once, and freed at most once, after that.
 *   <li>Every number lies within {@link dev.cleave.lab.trace.TraceLimits}.
 *   <li>All events are of the trace's one kind.
 *   <li>There is at least one event when it was read from a file.
 * </ol>
 */
@NullMarked
package dev.cleave.lab.trace;

import org.jspecify.annotations.NullMarked;
