/** The {@code cleave} command line. */
@NullMarked
package dev.cleave.cli;

import org.jspecify.annotations.NullMarked;
