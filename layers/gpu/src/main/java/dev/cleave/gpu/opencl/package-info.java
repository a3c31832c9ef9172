/**
 * OpenCL devices, and programs that run on them, by way of LWJGL.
 *
 * <p>{@link dev.cleave.gpu.opencl.OpenClDevices} finds the devices.
 * {@link dev.cleave.gpu.opencl.OpenClContext} opens one: it has one queue, in which commands run in
 * the order in which they were given. Buffers, programs and events belong to a context and end with
 * it. No class here knows which vendor's OpenCL it runs on.
 *
 * {@snippet :
 * OpenClDevice device = OpenClDevices.choose("any");
 * try (OpenClContext context = OpenClContext.open(device);
 *         OpenClBuffer numbers = context.buffer(1024 * Integer.BYTES);
 *         OpenClProgram program = context.compile(source)) {
 *     OpenClKernel kernel = program.kernel("count");
 *     kernel.buffer(0, numbers).localMemory(1, 256).integer(2, 42);
 *     kernel.launch(1024, 64);
 *     numbers.read(0, results);
 * }
 * }
 *
 * <h2>Words</h2> The names are OpenCL's: a <em>kernel</em> is a function of a program that many
 * <em>work-items</em> run at once, in <em>work-groups</em> that share <em>local memory</em>. CUDA
 * says thread, block and shared memory.
 *
 * <h2>Invariants</h2>
 * <ol>
 * <li>What is closed is closed once: later closings do nothing, and every other call says that it
 * is closed.
 * <li>A context that is closed has closed what was made of it, the last made first.
 * </ol>
 *
 * <h2>Races</h2>
 * <ol>
 * <li><strong>Two close one thing.</strong> One wins a compare-and-set and releases it; the other
 * does nothing. OwnedTest, {@code twoCloseOneThing}.
 * <li><strong>A context is closed while another thread makes something of it.</strong> Either the
 * thing is on the list when the context looks at it, and is closed; or its maker sees that the
 * context is closed, and releases it. OwnedTest, {@code closingAgainstMaking}.
 * </ol>
 *
 * Closing a thing while another thread is within a call that uses it is the caller's fault, as with
 * OpenCL itself.
 */
@NullMarked
package dev.cleave.gpu.opencl;

import org.jspecify.annotations.NullMarked;
