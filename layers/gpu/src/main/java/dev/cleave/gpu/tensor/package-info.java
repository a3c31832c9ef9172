/** Tensors in pieces, and layers that read them without concatenation. */
@NullMarked
package dev.cleave.gpu.tensor;

import org.jspecify.annotations.NullMarked;
