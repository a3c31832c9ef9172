/**
 * Caches beside each other, each in a JVM of its own: how many entries the same memory holds, and
 * how long collections of garbage stop the program that has so many.
 *
 * <pre>
 *   CacheCapacityExperiment ──▶ CacheChild ──▶ CapacityProcess ──▶ CacheStore
 *   CachePausesExperiment   ──▶ CacheChild ──▶ PausesProcess   ──▶ CacheStore
 * </pre>
 */
@NullMarked
package dev.cleave.lab.experiment.cache;

import org.jspecify.annotations.NullMarked;
