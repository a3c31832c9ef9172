package dev.cleave.contiguity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the kernel notes of the mapping at an address: the line of flags, such as {@code dc} for
 * what no child process has.
 */
final class MappingFlags {
    private MappingFlags() {}

    static String at(long address) throws IOException {
        boolean there = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] ends = line.split("[- ]", 3);
                there = Long.parseUnsignedLong(ends[0], 16) <= address
                        && address < Long.parseUnsignedLong(ends[1], 16);
            } else if (there && line.startsWith("VmFlags")) {
                return line;
            }
        }
        return "";
    }
}
