/**
 * The experiments: questions about memory management that are answered by running them.
 *
 * <p>An {@link dev.cleave.lab.experiment.Experiment} has a name, takes
 * {@link dev.cleave.lab.experiment.ExperimentSettings} and answers an
 * {@link dev.cleave.lab.experiment.ExperimentResult}: its parameters and rows of named figures, which print as a table or
 * as JSON. {@link dev.cleave.lab.Experiments} lists them all; a new one is a class and a line there.
 *
 * <p>Invariants: (1) the same settings, with one thread, give the same rows (timings apart); (2) parameters name
 * everything that the rows depend on; (3) every row of an experiment has the same columns.
 */
@NullMarked
package dev.cleave.lab.experiment;

import org.jspecify.annotations.NullMarked;
