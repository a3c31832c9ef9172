/**
 * The command line {@code cleave}.
 *
 * <p>Exit codes, for every command: 0 when what was asked was done, 1 when it ran and found a failure or could not be
 * finished, 2 for bad usage or bad input. Errors are one line on the standard error, {@code cleave: what, and what to
 * do}; {@code --debug} adds the stack trace. Results go to the standard output, progress to the standard error and only
 * when that is a terminal.
 *
 * <p>A command is one class; what several share is a mixin ({@link dev.cleave.cli.JsonOption} and its kin). Commands only
 * read options and print: the work is the lab's. Nothing heavy is loaded before the command that needs it runs.
 */
@NullMarked
package dev.cleave.cli;

import org.jspecify.annotations.NullMarked;
