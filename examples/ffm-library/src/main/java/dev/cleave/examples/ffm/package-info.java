/** A native library whose arguments lie in pooled arenas. */
@NullMarked
package dev.cleave.examples.ffm;

import org.jspecify.annotations.NullMarked;
