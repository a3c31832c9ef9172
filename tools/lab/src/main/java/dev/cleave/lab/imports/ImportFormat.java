package dev.cleave.lab.imports;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of recording that can be imported. */
public enum ImportFormat {
    /** The scripts of the malloc lab of <i>Computer Systems: A Programmer's Perspective</i>. */
    REP("rep", "malloc-lab script", new TextImporter(RepReader::new)),

    /** The log of RMM, the memory manager of RAPIDS. */
    CSV("csv", "log of RMM", new TextImporter(RmmReader::new)),

    /**
     * The kernel's {@code kmem} events as text: {@code trace}, {@code trace_pipe}, trace-cmd's or
     * perf's report.
     */
    FTRACE("ftrace", "kernel's kmem events", new TextImporter(FtraceReader::new)),

    /** The log of a program of the GNU C library that called {@code mtrace}. */
    MTRACE("mtrace", "log of glibc's mtrace", new TextImporter(MtraceReader::new)),

    /** What valgrind prints with {@code --trace-malloc=yes}. */
    VALGRIND("valgrind", "log of valgrind --trace-malloc=yes", new TextImporter(ValgrindReader::new)),

    /**
     * A recording of the JDK's Flight Recorder, with Netty's events of buffers or Cleave's of
     * samples.
     */
    JFR("jfr", "JFR recording", new JfrImporter()),

    /** A log of accesses to Twitter's caches. */
    TWITTER("twitter", "log of Twitter's caches", new TextImporter(CacheLogReader::twitter)),

    /** A log of accesses to a cache of CacheLib. */
    CACHELIB("cachelib", "log of CacheLib", new TextImporter(CacheLogReader::cacheLib)),

    /** Accesses to runs of blocks, as the authors of ARC give them out. */
    ARC("arc", "block trace of ARC", new TextImporter(BlockReader::arc)),

    /** Accesses to blocks, as the authors of LIRS give them out. */
    LIRS("lirs", "block trace of LIRS", new TextImporter(BlockReader::lirs)),

    /** Accesses to blocks of CloudPhysics' virtual disks, binary. */
    CLOUDPHYSICS("cloudphysics", "disk trace of CloudPhysics", new CloudPhysicsImporter());

    private final String label;
    private final String title;
    private final Importer importer;

    ImportFormat(String label, String title, Importer importer) {
        this.label = label;
        this.title = title;
        this.importer = importer;
    }

    /** The name users type. */
    public String label() {
        return label;
    }

    /** What it is, in a few words. */
    public String title() {
        return title;
    }

    /** What a recording is made of, for the summary. */
    String entries() {
        return switch (this) {
            case JFR -> "events";
            case CLOUDPHYSICS -> "blocks";
            default -> "lines";
        };
    }

    /** What its trace is made of: the later formats tell of accesses. */
    String unit() {
        return compareTo(TWITTER) < 0 ? "allocation" : "access";
    }

    Importer importer() {
        return importer;
    }

    /** The format that users call {@code label}. */
    public static Optional<ImportFormat> named(String label) {
        return Arrays.stream(values()).filter(each -> each.label.equals(label)).findFirst();
    }

    /** All names, as an error or a help text lists them. */
    public static String labels() {
        return Arrays.stream(values()).map(ImportFormat::label).collect(Collectors.joining(", "));
    }
}
