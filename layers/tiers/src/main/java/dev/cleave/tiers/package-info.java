/**
 * Objects in memory of several kinds: a little that is fast, more that is slower, far memory.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>tier</dt><dd>memory of one kind, with a capacity and a buddy space of its own; the fastest is
 * the <em>nearest</em></dd>
 * <dt>place</dt><dd>where an object's bytes are in a tier: a number that the tier gives out</dd>
 * </dl>
 */
@NullMarked
package dev.cleave.tiers;

import org.jspecify.annotations.NullMarked;
