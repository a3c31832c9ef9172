package dev.cleave.lab.experiment.crash;

import dev.cleave.lab.experiment.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where heaps are brought down in one mode, one after the other. */
abstract sealed class CrashSite implements AutoCloseable {
    /** The site of a mode. */
    static CrashSite of(CrashMode mode) throws IOException {
        return switch (mode) {
            case KILL -> new Processes();
            case WRITEBACK -> new Disks();
        };
    }

    /** A new heap. */
    abstract CrashLives open(long seed) throws IOException;

    @Override
    public void close() throws IOException {}

    private static final class Disks extends CrashSite {
        @Override
        CrashLives open(long seed) {
            return new WritebackLives(seed);
        }
    }

    /**
     * One file in four lies on the disk, the others in memory, where there is a folder of such:
     * there a sync takes no time, so that kills meet other moments, and more of them.
     */
    private static final class Processes extends CrashSite {
        private static final int ON_DISK_ONE_IN = 4;
        private static final Path MEMORY = Path.of("/dev/shm");

        private final SpareProcess spare = new SpareProcess();
        private final TemporaryFolder onDisk;
        private final TemporaryFolder inMemory;

        Processes() throws IOException {
            onDisk = new TemporaryFolder("cleave-crash");
            inMemory = Files.isWritable(MEMORY)
                    ? new TemporaryFolder(MEMORY, "cleave-crash")
                    : new TemporaryFolder("cleave-crash");
        }

        @Override
        CrashLives open(long seed) throws IOException {
            return new KilledLives(seed, spare, (seed % ON_DISK_ONE_IN == 0 ? onDisk : inMemory).path());
        }

        @Override
        public void close() throws IOException {
            spare.close();
            onDisk.close();
            inMemory.close();
        }
    }
}
