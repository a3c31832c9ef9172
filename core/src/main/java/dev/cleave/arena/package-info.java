/** Pooled arenas. */
@NullMarked
package dev.cleave.arena;

import org.jspecify.annotations.NullMarked;
