/** A stream of record batches, written and read through a bounded pool. */
@NullMarked
package dev.cleave.examples.arrow;

import org.jspecify.annotations.NullMarked;
