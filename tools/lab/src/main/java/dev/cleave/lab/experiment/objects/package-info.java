/**
 * The experiments on objects that move: what is copied to make room, and how long readers wait.
 *
 * <pre>
 *   ObjectsExperiment ──▶ ObjectMix ──▶ UpdateRun ──▶ ObjectSpace ◀── PauseReader
 * </pre>
 *
 * <p>Words: an <i>update</i> frees an object and allocates another of its kind; <i>utilisation</i>
 * is the share of the pool that live objects take, their headers among it.
 *
 * <p>Invariants: (1) the reader's objects are never freed, and are moved like any other; (2) what
 * is asked depends on the mix and the seed alone.
 */
@NullMarked
package dev.cleave.lab.experiment.objects;

import org.jspecify.annotations.NullMarked;
