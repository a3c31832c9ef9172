/** A buddy allocator inside a kernel, over the on-chip memory of a work-group. */
@NullMarked
package dev.cleave.gpu.shared;

import org.jspecify.annotations.NullMarked;
