package dev.cleave.lab.jvm;

import java.util.List;

/**
 * Options for a JVM whose real memory is read: its Java heap has its size and all its pages from
 * the beginning.
 */
public final class FixedJavaHeap {
    private FixedJavaHeap() {}

    /**
     * The options.
     *
     * @param mebibytes of the Java heap
     */
    public static List<String> options(long mebibytes) {
        return List.of("-Xms" + mebibytes + "m", "-Xmx" + mebibytes + "m", "-XX:+UseSerialGC", "-XX:+AlwaysPreTouch",
                "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData");
    }
}
