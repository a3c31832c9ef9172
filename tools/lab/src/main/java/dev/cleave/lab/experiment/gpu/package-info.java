/**
 * What a graphics card's memory is good for after a while: how much is reserved for what is live,
 * and what it takes to move the rest together.
 *
 * <pre>
 *   GpuDefragmentExperiment ── HalfFreed: one allocator, one mix ── DeviceLane of dev.cleave.lab.device
 * </pre>
 */
@NullMarked
package dev.cleave.lab.experiment.gpu;

import org.jspecify.annotations.NullMarked;
