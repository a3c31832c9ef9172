package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.LocatedFileStatus;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RemoteIterator;
import org.apache.hadoop.fs.UnsupportedFileSystemException;

/**
 * The files under some paths: of a folder all, and those of its folders; names that begin with a
 * dot or an underscore are left out, as Spark leaves them out.
 */
final class Listing {
    private final Configuration configuration;

    Listing(Configuration configuration) {
        this.configuration = configuration;
    }

    /**
     * All files, each once, in the order of their paths.
     *
     * @throws FleetException where a path is missing or cannot be read
     */
    List<FleetFile> of(List<String> paths) throws FleetException {
        Map<String, FleetFile> files = new TreeMap<>();
        for (String path : paths) {
            try {
                for (FleetFile each : under(new Path(path))) {
                    files.put(each.path(), each);
                }
            } catch (FileNotFoundException missing) {
                throw missing(path);
            } catch (UnsupportedFileSystemException | IllegalArgumentException strange) {
                throw unreadable(path, strange);
            } catch (IOException | RuntimeException failure) {
                throw unreadable(path, failure);
            }
        }
        return List.copyOf(files.values());
    }

    private static FleetException missing(String path) {
        return new FleetException(path + ": there is no such file or folder, and no file that fits the pattern");
    }

    private static FleetException unreadable(String path, Exception failure) {
        boolean store = path.matches("[a-z][a-z0-9+.-]*://.*") && !path.startsWith("file:");
        return new FleetException(path + ": cannot be read: " + failure.getMessage()
                + (store ? "; the connector of an object store is named by CLEAVE_FLEET_JARS" : ""), failure);
    }

    private List<FleetFile> under(Path named) throws IOException {
        FileSystem system = named.getFileSystem(configuration);
        FileStatus[] found = system.globStatus(named);
        if (found == null || found.length == 0) {
            throw new FileNotFoundException(named.toString());
        }
        List<FleetFile> files = new ArrayList<>();
        for (FileStatus each : found) {
            if (each.isDirectory()) {
                addFolder(system, each.getPath(), files);
            } else {
                files.add(new FleetFile(name(each), each.getLen()));
            }
        }
        files.sort(Comparator.comparing(FleetFile::path));
        return files;
    }

    private static void addFolder(FileSystem system, Path folder, List<FleetFile> files) throws IOException {
        RemoteIterator<LocatedFileStatus> inside = system.listFiles(folder, true);
        while (inside.hasNext()) {
            FileStatus each = inside.next();
            if (isSeen(folder, each.getPath())) {
                files.add(new FleetFile(name(each), each.getLen()));
            }
        }
    }

    private static boolean isSeen(Path folder, Path file) {
        for (Path each = file; each != null && !each.equals(folder); each = each.getParent()) {
            if (each.getName().startsWith(".") || each.getName().startsWith("_")) {
                return false;
            }
        }
        return true;
    }

    /** Local files without their scheme, as people write them. */
    private static String name(FileStatus file) {
        Path path = file.getPath();
        return "file".equals(path.toUri().getScheme()) ? path.toUri().getPath() : path.toString();
    }
}
