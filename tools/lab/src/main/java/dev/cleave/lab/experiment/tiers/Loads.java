package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Loads that are made: the core workloads of YCSB (Cooper et al., <i>Benchmarking Cloud Serving
 * Systems with YCSB</i>, SoCC 2010), loops, scans, working sets that change or drift, and bursts.
 */
final class Loads {
    static final int OBJECTS = 10_000;
    static final int ACCESSES = 200_000;
    private static final long RECORD = 1024;
    private static final long BLOCK = 4096;
    private static final double SKEW = 0.99;
    private static final int SPREAD = 7919;

    private Loads() {}

    /** All of them, by their names. */
    static Map<String, Load> all() {
        Map<String, Load> all = new LinkedHashMap<>();
        all.put("ycsb-a", (name, seed) -> zipfian(name, seed, 0.5));
        all.put("ycsb-b", (name, seed) -> zipfian(name, seed, 0.05));
        all.put("ycsb-c", (name, seed) -> zipfian(name, seed, 0));
        all.put("ycsb-d", Loads::latest);
        all.put("ycsb-e", Loads::shortScans);
        all.put("ycsb-f", Loads::readModifyWrite);
        all.put("loop", Loads::loop);
        all.put("scans", Loads::scans);
        all.put("phases", Loads::phases);
        all.put("drift", Loads::drift);
        all.put("bursts", Loads::bursts);
        all.put("sizes", Loads::sizes);
        all.put("programs", Loads::programs);
        return all;
    }

    private static AccessTrace zipfian(String name, long seed, double writes) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource keys = new ZipfianSource(random, OBJECTS, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        for (int access = 0; access < ACCESSES; access++) {
            trace.access(spread(keys.next()), RECORD, random.nextDouble() < writes);
        }
        return trace.build();
    }

    /** So that the hot are not those of the least numbers. */
    private static int spread(int rank) {
        return (int) ((long) rank * SPREAD % OBJECTS);
    }

    /** YCSB D: of twenty accesses one inserts, the others read what was inserted lately. */
    private static AccessTrace latest(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource ages = new ZipfianSource(random, OBJECTS, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int newest = 0;
        for (int access = 0; access < ACCESSES; access++) {
            if (random.nextInt(20) == 0) {
                newest++;
                trace.access(newest, RECORD, true);
            } else {
                trace.access(Math.max(0, newest - ages.next()), RECORD, false);
            }
        }
        return trace.build();
    }

    /** YCSB E: scans of 1 to 100 records from a zipfian key on. */
    private static AccessTrace shortScans(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource keys = new ZipfianSource(random, OBJECTS, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int access = 0;
        while (access < ACCESSES) {
            int first = spread(keys.next());
            int length = 1 + random.nextInt(100);
            for (int each = 0; each < length && access < ACCESSES; each++) {
                trace.access((first + each) % OBJECTS, RECORD, false);
                access++;
            }
        }
        return trace.build();
    }

    /** YCSB F: half of all read a record and write it back. */
    private static AccessTrace readModifyWrite(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource keys = new ZipfianSource(random, OBJECTS, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        for (int access = 0; access < ACCESSES; access++) {
            int key = spread(keys.next());
            trace.access(key, RECORD, false);
            if (random.nextBoolean()) {
                trace.access(key, RECORD, true);
                access++;
            }
        }
        return trace.build();
    }

    private static AccessTrace loop(String name, long seed) {
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int first = new SplittableRandom(seed).nextInt(OBJECTS);
        for (int access = 0; access < ACCESSES; access++) {
            trace.access((first + access) % OBJECTS, BLOCK, false);
        }
        return trace.build();
    }

    /** Zipfian accesses, and after every tenth part of the footprint a scan of that length. */
    private static AccessTrace scans(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int hot = OBJECTS / 5;
        ZipfianSource keys = new ZipfianSource(random, hot, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int stretch = OBJECTS / 10;
        int scanned = hot;
        for (int access = 0; access < ACCESSES; access++) {
            if (access / stretch % 2 == 0) {
                trace.access(keys.next(), BLOCK, false);
            } else {
                trace.access(scanned, BLOCK, false);
                scanned = scanned + 1 < OBJECTS ? scanned + 1 : hot;
            }
        }
        return trace.build();
    }

    /** Four phases, each zipfian over everything, with other hot objects. */
    private static AccessTrace phases(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource keys = new ZipfianSource(random, OBJECTS, SKEW);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        for (int access = 0; access < ACCESSES; access++) {
            int phase = access / (ACCESSES / 4);
            trace.access((spread(keys.next()) + phase * (OBJECTS / 4)) % OBJECTS, BLOCK, false);
        }
        return trace.build();
    }

    /** A working set of a tenth that moves on by one object every ten accesses. */
    private static AccessTrace drift(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        for (int access = 0; access < ACCESSES; access++) {
            int first = access / 10;
            trace.access((first + random.nextInt(OBJECTS / 10)) % OBJECTS, BLOCK, random.nextInt(4) == 0);
        }
        return trace.build();
    }

    /** Each object is accessed some ten times within a short while, and then not for long. */
    private static AccessTrace bursts(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int[] active = random.ints(OBJECTS / 200, 0, OBJECTS).toArray();
        for (int access = 0; access < ACCESSES; access++) {
            int each = random.nextInt(active.length);
            trace.access(active[each], BLOCK, false);
            active[each] = random.nextInt(10) == 0 ? random.nextInt(OBJECTS) : active[each];
        }
        return trace.build();
    }

    /** Four programs by turns, fifty accesses or so each, each in a loop of its own length. */
    private static AccessTrace programs(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        int[] lengths = {OBJECTS / 20, OBJECTS / 10, OBJECTS / 4, OBJECTS * 3 / 5};
        int[] at = new int[lengths.length];
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        int program = 0;
        for (int access = 0; access < ACCESSES / 4; access++) {
            program = random.nextInt(50) == 0 ? random.nextInt(lengths.length) : program;
            trace.access(program * OBJECTS + at[program]++ % lengths[program], BLOCK, false);
        }
        return trace.build();
    }

    /** Zipfian objects of 64 B to 1 MiB, all magnitudes alike. */
    private static AccessTrace sizes(String name, long seed) {
        RandomGenerator random = new SplittableRandom(seed);
        ZipfianSource keys = new ZipfianSource(random, OBJECTS, SKEW);
        long[] byteSizes = random.doubles(OBJECTS).mapToLong(each -> (long) (64 * Math.pow(1 << 14, each))).toArray();
        AccessTrace.Builder trace = new AccessTrace.Builder(name);
        for (int access = 0; access < ACCESSES; access++) {
            int key = keys.next();
            trace.access(key, byteSizes[key], random.nextInt(10) == 0);
        }
        return trace.build();
    }
}
