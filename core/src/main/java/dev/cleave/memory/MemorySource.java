package dev.cleave.memory;

import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a region's bytes come from. What the system really granted, which may be less than was asked (huge pages), is
 * told by {@link Region#backing()}.
 */
public sealed interface MemorySource {
    /** Private memory in ordinary pages, committed when first touched. */
    static MemorySource anonymous() {
        return new Anonymous();
    }

    /** Private memory that the kernel is asked to back with transparent huge pages, aligned to them. */
    static MemorySource transparentHugePages() {
        return new TransparentHugePages();
    }

    /**
     * Private memory from the system's reserve of huge pages. Where the reserve cannot cover the region, it falls back
     * to transparent huge pages, and {@link Region#backing()} says so.
     */
    static MemorySource explicitHugePages() {
        return new ExplicitHugePages();
    }

    /** Shared memory behind a file descriptor and under no path, so that it can be mapped a second time. */
    static MemorySource memfd(String name) {
        return new Memfd(name);
    }

    /**
     * A file, created where there is none, made larger where it is too small and never made smaller. What it held stays
     * until its units are handed out: they are then their holder's to write, and holes in the file when they were freed
     * and purged. A pool remembers nothing of the one that had the file before: to keep what is of use, take its units
     * from {@link Pool#space()} first. The file is sparse: a full disk shows when a page is first written, or at opening with pre-faulting.
     */
    static MemorySource file(Path path) {
        return new MappedFile(path);
    }

    /** See {@link MemorySource#anonymous()}. */
    record Anonymous() implements MemorySource {
        @Override
        public String toString() {
            return "anonymous memory";
        }
    }

    /** See {@link MemorySource#transparentHugePages()}. */
    record TransparentHugePages() implements MemorySource {
        @Override
        public String toString() {
            return "transparent huge pages";
        }
    }

    /** See {@link MemorySource#explicitHugePages()}. */
    record ExplicitHugePages() implements MemorySource {
        @Override
        public String toString() {
            return "explicit huge pages";
        }
    }

    /** See {@link MemorySource#memfd(String)}; the name is only seen in the process's maps. */
    record Memfd(String name) implements MemorySource {
        /** At most 200 characters, as the kernel allows 249 bytes. */
        public Memfd {
            Objects.requireNonNull(name, "name");
            if (name.isEmpty() || name.length() > 200 || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException(
                        "a memfd needs a name of 1 to 200 characters, none of them NUL; this has " + name.length());
            }
        }

        @Override
        public String toString() {
            return "memfd " + name;
        }
    }

    /** See {@link MemorySource#file(Path)}. */
    record MappedFile(Path path) implements MemorySource {
        /** The path may be relative to the working directory. */
        public MappedFile {
            Objects.requireNonNull(path, "path");
        }

        @Override
        public String toString() {
            return "file " + path;
        }
    }
}
