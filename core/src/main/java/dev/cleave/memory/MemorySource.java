package dev.cleave.memory;

import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where a region's bytes come from. What the system really granted, which may be less than was
 * asked (huge pages), is told by {@link Region#backing()}.
 */
public sealed interface MemorySource {
    /** Private memory in ordinary pages, committed when first touched. */
    static MemorySource anonymous() {
        return new Anonymous();
    }

    /**
     * Private memory that the kernel is asked to back with transparent huge pages, aligned to them.
     * A pool gives back only whole ones of which nothing is used, unless it has a
     * {@linkplain PoolBuilder#dirtyLimit limit} that asks for more.
     */
    static MemorySource transparentHugePages() {
        return new TransparentHugePages();
    }

    /**
     * Private memory from the system's reserve of huge pages. Where the reserve cannot cover the
     * region, it falls back to transparent huge pages, and {@link Region#backing()} says so.
     */
    static MemorySource explicitHugePages() {
        return new ExplicitHugePages();
    }

    /**
     * Shared memory behind a file descriptor and under no path, so that it can be mapped a second
     * time.
     */
    static MemorySource memfd(String name) {
        return new Memfd(name);
    }

    /**
     * A file, created where there is none, made larger where it is too small and never made
     * smaller. What it held stays until its units are handed out: they are then their holder's to
     * write, and holes in the file when they were freed and purged. A pool remembers nothing of the
     * one that had the file before: to keep what is of use, take its units from
     * {@link Pool#space()} first. The file is sparse: room on its disk is made as blocks are handed
     * out, or at opening with pre-faulting, and a full disk is a {@link DiskFullException} then; a
     * store never meets it, but on file systems that cannot make room beforehand, which
     * {@link Region#backing()} tells.
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
        /** The kernel's own limit. */
        private static final int MOST_BYTES = 249;

        /** A name of 1 to 249 bytes in UTF-8, none of them NUL. */
        public Memfd {
            Objects.requireNonNull(name, "name");
            int bytes = name.getBytes(StandardCharsets.UTF_8).length;
            if (bytes == 0 || bytes > MOST_BYTES || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("a memfd needs a name of 1 to " + MOST_BYTES
                        + " bytes in UTF-8, none of them NUL; this has " + bytes);
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
            if (!path.getFileSystem().equals(FileSystems.getDefault())) {
                throw new IllegalArgumentException(path + " is a path of " + path.getFileSystem().provider()
                        + ": the system maps files of its own file systems alone");
            }
            if (path.toString().isEmpty()) {
                throw new IllegalArgumentException("an empty path names no file");
            }
        }

        @Override
        public String toString() {
            return "file " + path;
        }
    }
}
