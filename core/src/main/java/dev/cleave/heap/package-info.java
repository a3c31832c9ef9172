/**
 * The heap: memory of any size, allocated by any thread, freed by any thread.
 */
@NullMarked
package dev.cleave.heap;

import org.jspecify.annotations.NullMarked;
