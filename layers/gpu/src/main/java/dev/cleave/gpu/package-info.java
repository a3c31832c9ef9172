/** Device heaps: memory of graphics cards, from few large blocks, freed when its fence has passed. */
@NullMarked
package dev.cleave.gpu;

import org.jspecify.annotations.NullMarked;
