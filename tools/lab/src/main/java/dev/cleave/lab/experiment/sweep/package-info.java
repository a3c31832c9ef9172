/** {@code lab sweep}: traces under other settings. */
@NullMarked
package dev.cleave.lab.experiment.sweep;

import org.jspecify.annotations.NullMarked;
