/**
 * The memory of many processes at once: what is asked, and what is found, in figures, as text and
 * as a page. Who works it out is a {@link dev.cleave.lab.fleet.FleetEngine} found by
 * {@link java.util.ServiceLoader}; the one of the module {@code fleet} runs on Apache Spark.
 *
 * <p>Words: a <em>snapshot</em> is the state of one process's pools at one time; its
 * <em>process</em> is who it is of, and has as many snapshots as were taken. Figures of the fleet
 * <em>now</em> are those of each process's last snapshot.
 */
@NullMarked
package dev.cleave.lab.fleet;

import org.jspecify.annotations.NullMarked;
