/**
 * Failure on purpose: Cleave's own classes, rewritten while they are loaded, so that each
 * allocation on the Java heap and each system call in them can be made to fail.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>step</dt><dd>a place in Cleave's code that may fail: an allocation on the Java heap, or a
 * system call</dd>
 * <dt>plan</dt><dd>which steps of a thread fail: {@link dev.cleave.verify.fault.NthStep} the n-th,
 * {@link dev.cleave.verify.fault.RandomSteps} some</dd>
 * <dt>trial</dt><dd>one public operation and what must hold after it failed:
 * {@link dev.cleave.verify.fault.Trial}</dd>
 * <dt>soak</dt><dd>all layers at once for minutes, with failures in between:
 * {@code dev.cleave.verify.soak}</dd>
 * </dl>
 *
 * <pre>
 *   FaultyLoader      rewrites dev.cleave.* as it loads them
 *        |            new, array, capturing lambda, concatenation, a JDK method that allocates
 *        v            mmap, madvise, fallocate, ftruncate, ... of LinuxCalls
 *     Faults   &lt;----  asks the plan of the calling thread at every step
 * </pre>
 *
 * <p>What cannot be had this way: an allocation inside a JDK method that is half done. The step
 * fails before the method is called, or not at all. Class initializers are left as they are, as a
 * class that failed once is lost to its JVM.
 */
@NullMarked
package dev.cleave.verify.fault;

import org.jspecify.annotations.NullMarked;
