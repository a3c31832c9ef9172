/**
 * Many machines' memory: the {@link dev.cleave.lab.fleet.FleetEngine} on Apache Spark.
 *
 * <pre>
 *   paths ─ Listing ─▶ files ─ executors: SnapshotReader ─▶ Readings, kept ─▶ four tables ─┬▶ SQL ─▶ FleetReport
 *                        │                                                                 └▶ Parquet
 *                        └─ traces × settings ─ executors: SweepTask ─▶ rows
 * </pre>
 *
 * <p>A file is read whole by the task that has it in hand, and what is wrong with it ends that
 * file's part alone. Nothing is collected at the driver but what a report shows.
 */
@NullMarked
package dev.cleave.fleet;

import org.jspecify.annotations.NullMarked;
