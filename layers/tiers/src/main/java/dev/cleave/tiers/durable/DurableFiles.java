package dev.cleave.tiers.durable;

import dev.cleave.memory.OperatingSystem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import jdk.nio.mapmode.ExtendedMapMode;
import org.jspecify.annotations.Nullable;

/**
 * Opens files as this system can, each once: the system's own locks keep other processes away, and
 * the set of what is open here keeps this one from opening a file twice.
 */
public final class DurableFiles {
    private static final Set<Object> OPEN = ConcurrentHashMap.newKeySet();

    private DurableFiles() {}

    /**
     * Opens a file, creates it where there is none, and locks it.
     *
     * @throws DurableHeapException where this process or another one has it open as a durable file,
     *     or it is no regular file, or cannot be created
     * @throws dev.cleave.memory.OperatingSystemException where it may not be read and written
     */
    public static DurableFile open(Path path) {
        boolean created = create(path);
        Object key = keyOf(path);
        if (!OPEN.add(key)) {
            throw new DurableHeapException(
                    path + " is open in this process already: use the heap that has it, or close that one first");
        }
        DurableFile file = null;
        boolean opened = false;
        try {
            OperatingSystem system = OperatingSystem.current();
            Runnable whenClosed = () -> OPEN.remove(key);
            if (system.equals(OperatingSystem.portable())) {
                file = new ChannelFile(path, whenClosed);
            } else {
                DescriptorFile descriptor = new DescriptorFile(system, path, whenClosed);
                file = descriptor;
                file = direct(descriptor, path);
            }
            if (created) {
                syncFolder(path);
            }
            opened = true;
            return file;
        } finally {
            if (!opened) {
                giveUp(file, key);
            }
        }
    }

    /** A file that could not be opened to the end: its lock goes, and its descriptor. */
    private static void giveUp(@Nullable DurableFile file, Object key) {
        if (file != null) {
            file.close();
        } else {
            OPEN.remove(key);
        }
    }

    private static DurableFile direct(DescriptorFile file, Path path) {
        return file.hasDirectAccess()
                ? new DirectAccessFile(file, path, ExtendedMapMode.READ_WRITE_SYNC)
                : file;
    }

    private static boolean create(Path path) {
        if (Files.exists(path)) {
            if (!Files.isRegularFile(path)) {
                throw new DurableHeapException(path + " is no regular file: name another");
            }
            return false;
        }
        try {
            Files.createFile(path);
            return true;
        } catch (IOException refused) {
            throw new DurableHeapException("cannot create " + path + " (" + refused
                    + "): name a file in a folder that exists and is yours to write", refused);
        }
    }

    private static Object keyOf(Path path) {
        try {
            Path real = path.toRealPath();
            Object key = Files.readAttributes(real, BasicFileAttributes.class).fileKey();
            return key == null ? real : key;
        } catch (IOException refused) {
            throw new UncheckedIOException("cannot look at " + path, refused);
        }
    }

    /**
     * A new file's name is durable once its folder is; not every system lets a folder be synced.
     */
    private static void syncFolder(Path path) {
        Path folder = path.toAbsolutePath().getParent();
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException notHere) {
            if (!OperatingSystem.current().equals(OperatingSystem.portable())) {
                throw new UncheckedIOException("cannot sync the folder of " + path, notHere);
            }
        }
    }
}
