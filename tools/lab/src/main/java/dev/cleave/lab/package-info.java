/** Traces, replay, experiments, charts and reports. */
@NullMarked
package dev.cleave.lab;

import org.jspecify.annotations.NullMarked;
