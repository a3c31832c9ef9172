/** Cleave's own buddy space behind the workshop's contract; {@link dev.cleave.buddy} explains it. */
@NullMarked
package dev.cleave.workshop.cleave;

import org.jspecify.annotations.NullMarked;
