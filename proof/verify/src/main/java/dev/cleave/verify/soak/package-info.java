/**
 * All layers at once for minutes, while steps of theirs fail: allocations on the Java heap, system
 * calls, callbacks; the pool is full now and then, threads are interrupted, clocks jump.
 *
 * <pre>
 *   Soak ---- FaultyLoader ---- SoakRun       rounds, each a world with options of its own
 *                                  |
 *                                World        a pool and the layers over it
 *                                  |
 *             threads, each with one Actor of each layer: its blocks bear its stamps
 * </pre>
 *
 * <p>After each slice of a round all threads stand still: every byte of every block is compared
 * with its stamp, and every layer verified. After each round all is freed, and the pool must be
 * whole.
 */
@NullMarked
package dev.cleave.verify.soak;

import org.jspecify.annotations.NullMarked;
