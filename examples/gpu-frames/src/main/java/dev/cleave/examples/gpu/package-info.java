/** A device heap whose frees wait for fences, and its defragmentation. */
@NullMarked
package dev.cleave.examples.gpu;

import org.jspecify.annotations.NullMarked;
