/**
 * DenseNets trained in three ways, as far as memory goes: what is live, what is reserved for it, and
 * what is copied; and how that grows with the depth of a network.
 *
 * <p>The sequences are {@link dev.cleave.gpu.densenet.TrainingSequence}'s. A {@code DenseNetTrial}
 * carries one out, {@code DepthCase} does so at several depths and fits curves to what it finds, a
 * {@code SequenceTrace} is a sequence as a heap trace.
 */
@NullMarked
package dev.cleave.lab.experiment.densenet;

import org.jspecify.annotations.NullMarked;
