/**
 * A WebFlux application whose buffers come from a bounded pool, with Cleave's metrics in its
 * actuator.
 */
@NullMarked
package dev.cleave.examples.spring;

import org.jspecify.annotations.NullMarked;
