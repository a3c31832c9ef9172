/**
 * How often something was seen, in little memory: for Cleave's own modules that choose what to keep.
 *
 * <h2>Races</h2>
 *
 * <p>None: one thread at a time uses a sketch, and whoever shares one locks it.
 */
@NullMarked
package dev.cleave.sketch;

import org.jspecify.annotations.NullMarked;
