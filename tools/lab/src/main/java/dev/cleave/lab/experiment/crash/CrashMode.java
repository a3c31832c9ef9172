package dev.cleave.lab.experiment.crash;

/** How a heap is brought down. */
enum CrashMode {
    /** Its process is killed; what it gave to the system stays. */
    KILL,
    /** The power fails: of what was not synced any part may be on the disk. */
    WRITEBACK
}
