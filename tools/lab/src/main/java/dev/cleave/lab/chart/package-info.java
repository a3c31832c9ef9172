/** Pictures of replays over time. Nothing here needs a screen. */
@NullMarked
package dev.cleave.lab.chart;

import org.jspecify.annotations.NullMarked;
