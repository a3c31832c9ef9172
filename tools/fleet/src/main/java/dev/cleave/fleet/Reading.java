package dev.cleave.fleet;

import java.io.Serializable;
import java.util.List;

/** What a file turned out to be. */
sealed interface Reading extends Serializable {
    /** The file. */
    String file();

    /** A snapshot, whole. */
    record Snapshot(String file, ProcessFigures process, List<ClassFigures> classes, List<SiteFigures> sites)
            implements
                Reading {
        /** Keeps its own copies. */
        public Snapshot {
            classes = List.copyOf(classes);
            sites = List.copyOf(sites);
        }
    }

    /** What began as a snapshot and is not one, or could not be read. */
    record Torn(String file, String reason) implements Reading {}

    /** Something else. */
    record Other(String file) implements Reading {}
}
