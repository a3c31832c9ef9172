/** Devices, kernels and memory by way of OpenCL. */
@NullMarked
package dev.cleave.gpu.opencl;

import org.jspecify.annotations.NullMarked;
