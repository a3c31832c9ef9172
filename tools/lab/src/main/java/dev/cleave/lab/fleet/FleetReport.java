package dev.cleave.lab.fleet;

import dev.cleave.lab.sweep.SweepResult;
import java.util.List;
import java.util.Optional;

/**
 * What was found of a fleet. Figures are of each process's last snapshot, but for those by day and
 * what is drawn from them. Lists are in the order in which they are to be read.
 *
 * @param scan what was looked at
 * @param contiguity whether large blocks could be had, a size each
 * @param versions figures by program and version
 * @param classes what is stranded in the slabs of heaps, by size class
 * @param sites places in programs that waste most
 * @param days how the fleet was at the end of each day
 * @param drifts processes whose memory scatters fastest
 * @param whatIf traces under other settings, if that was asked
 */
public record FleetReport(
        Scan scan,
        List<Contiguity> contiguity,
        List<Version> versions,
        List<SizeClass> classes,
        List<Site> sites,
        List<Day> days,
        List<Drift> drifts,
        Optional<SweepResult> whatIf) {
    /** Keeps its own copies. */
    public FleetReport {
        contiguity = List.copyOf(contiguity);
        versions = List.copyOf(versions);
        classes = List.copyOf(classes);
        sites = List.copyOf(sites);
        days = List.copyOf(days);
        drifts = List.copyOf(drifts);
    }

    /**
     * What was looked at.
     *
     * @param files all files found
     * @param snapshots those read as snapshots, whole
     * @param processes of which they are
     * @param traces files named {@code *.trace} or {@code *.trace.gz}
     * @param others files that are neither
     * @param torn snapshots and traces that cannot be read, or not whole
     * @param tornNamed the first of them, by name
     */
    public record Scan(
            long files, long snapshots, long processes, long traces, long others, long torn, List<Torn> tornNamed) {
        /** Keeps its own copy. */
        public Scan {
            tornNamed = List.copyOf(tornNamed);
        }
    }

    /**
     * A file that is not whole.
     *
     * @param file which
     * @param reason what is wrong with it
     */
    public record Torn(String file, String reason) {}

    /**
     * Whether one block of a size could be had.
     *
     * @param blockBytes the size
     * @param processes all
     * @param lacking those without one
     * @param tooSmall of these, those without a pool as large
     * @param scattered of these, those with a pool that has as much free, but not together
     */
    public record Contiguity(long blockBytes, long processes, long lacking, long tooSmall, long scattered) {
        /** The share of processes without one: 0 to 1. */
        public double share() {
            return processes == 0 ? 0 : (double) lacking / processes;
        }
    }

    /**
     * Figures of a version of a program.
     *
     * @param application the program's name; empty where snapshots do not tell
     * @param version its version; empty where they do not tell
     * @param processes of it
     * @param usedBytes handed out by pools
     * @param committedBytes real memory behind them
     * @param roundingBytes handed out beyond what was asked
     * @param strandedBytes free in slabs, where one size class alone can use it
     * @param slabWasteBytes in slabs, but part of no slot
     * @param lacking2MiB processes without one block of 2 MiB
     * @param lacking64MiB processes without one of 64 MiB
     */
    public record Version(
            String application,
            String version,
            long processes,
            long usedBytes,
            long committedBytes,
            long roundingBytes,
            long strandedBytes,
            long slabWasteBytes,
            long lacking2MiB,
            long lacking64MiB) {}

    /**
     * A size class, in all heaps together.
     *
     * @param slotBytes bytes of a slot
     * @param processes that have slabs of it
     * @param usedBytes slots in use
     * @param strandedBytes slots free
     * @param wastedBytes part of no slot
     */
    public record SizeClass(long slotBytes, long processes, long usedBytes, long strandedBytes, long wastedBytes) {}

    /**
     * A place in a program that allocates.
     *
     * @param place the callers
     * @param application of which program
     * @param processes in which it was sampled
     * @param liveBytes what it holds there, estimated
     * @param wasteBytes its share of what its pools lose to rounding and to slabs
     */
    public record Site(String place, String application, long processes, long liveBytes, long wasteBytes) {}

    /**
     * The fleet at the end of a day (UTC): of each process that was seen that day, its last
     * snapshot of the day.
     *
     * @param day as {@code 2026-11-30}
     * @param processes seen
     * @param lacking2MiB those without one block of 2 MiB
     * @param lacking64MiB those without one of 64 MiB
     * @param usedBytes handed out
     * @param committedBytes real memory
     * @param strandedBytes free in slabs
     * @param unusableShare share of free memory in blocks below 2 MiB, the mean of the processes
     */
    public record Day(
            String day,
            long processes,
            long lacking2MiB,
            long lacking64MiB,
            long usedBytes,
            long committedBytes,
            long strandedBytes,
            double unusableShare) {}

    /**
     * A process that was seen on two days or more, by a straight line through them.
     *
     * @param process which
     * @param application of which program
     * @param version of which version
     * @param days on which it was seen
     * @param unusableSharePerDay how much the share of free memory in blocks below 2 MiB grows a
     *     day
     * @param usedBytesPerDay how many bytes more are handed out each day
     * @param strandedBytesPerDay how many bytes more are stranded each day
     */
    public record Drift(
            String process,
            String application,
            String version,
            long days,
            double unusableSharePerDay,
            double usedBytesPerDay,
            double strandedBytesPerDay) {}
}
