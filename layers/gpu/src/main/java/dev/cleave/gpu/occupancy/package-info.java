/** How many blocks of a kernel are resident on a multiprocessor, and what limits them. */
@NullMarked
package dev.cleave.gpu.occupancy;

import org.jspecify.annotations.NullMarked;
