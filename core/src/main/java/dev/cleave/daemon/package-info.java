/**
 * Threads that work now and then, for Cleave's own modules.
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>The end is told while the thread is about to rest.</strong> Both hold the monitor: the
 * thread sees that it has ended before it waits, or is woken. PacedDaemonTest, {@code ends}.
 * </ol>
 */
@NullMarked
package dev.cleave.daemon;

import org.jspecify.annotations.NullMarked;
