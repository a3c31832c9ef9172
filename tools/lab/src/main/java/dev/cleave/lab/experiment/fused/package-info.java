/**
 * Layers that read pieces beside layers that read a concatenation: the same bits, and what either
 * takes of time and memory, on the processor and on an OpenCL device.
 *
 * <p>All is measured in a JVM of its own, which has the module for vector units.
 */
@NullMarked
package dev.cleave.lab.experiment.fused;

import org.jspecify.annotations.NullMarked;
