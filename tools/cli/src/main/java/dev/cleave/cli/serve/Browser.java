package dev.cleave.cli.serve;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A browser on this machine: to show the page to whoever sits there, or to take its picture. */
public final class Browser {
    private static final List<String> CHROMIUMS =
            List.of("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");

    private static final List<String> OPENERS = List.of("xdg-open", "open");
    private static final long LIMIT_SECONDS = 60;

    private Browser() {}

    /** A Chromium on the PATH. */
    public static Optional<Path> chromium() {
        return onPath(CHROMIUMS);
    }

    private static Optional<Path> onPath(List<String> names) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String name : names) {
            for (String folder : path.split(File.pathSeparator)) {
                Path candidate = Path.of(folder.isEmpty() ? "." : folder, name);
                if (Files.isExecutable(candidate)) {
                    return Optional.of(candidate);
                }
            }
        }
        return Optional.empty();
    }

    /** Shows an address, where there is a desktop; answers whether there is. */
    public static boolean show(String address) {
        boolean desktop = System.getenv("DISPLAY") != null || System.getenv("WAYLAND_DISPLAY") != null
                || System.getProperty("os.name", "").startsWith("Mac");
        Optional<Path> opener = desktop ? onPath(OPENERS) : Optional.empty();
        if (opener.isEmpty()) {
            return false;
        }
        try {
            new ProcessBuilder(opener.get().toString(), address)
                    .redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
            return true;
        } catch (IOException none) {
            return false;
        }
    }

    /**
     * Takes a picture of an address.
     *
     * @param file where the PNG goes
     * @throws IOException where there is no Chromium, or it makes no picture
     */
    public static void picture(String address, Path file, int width, int height) throws IOException {
        Path chromium = chromium().orElseThrow(() -> new IOException(
                "no Chromium on the PATH, which takes the picture: install one, such as 'apt install chromium'"));
        Path profile = Files.createTempDirectory("cleave-chromium");
        Path absolute = file.toAbsolutePath();
        Files.deleteIfExists(absolute);
        List<String> command = new ArrayList<>(List.of(chromium.toString(), "--headless=new", "--disable-gpu",
                "--no-first-run", "--hide-scrollbars", "--user-data-dir=" + profile,
                "--window-size=" + width + "," + height, "--virtual-time-budget=6000", "--screenshot=" + absolute));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--no-sandbox");
        }
        command.add(address);
        try {
            run(command);
        } finally {
            delete(profile);
        }
        if (!Files.exists(absolute)) {
            throw new IOException(chromium + " made no picture in " + file);
        }
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).start();
        try {
            if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the browser was not done after " + LIMIT_SECONDS + " s");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped while the browser took the picture", stopped);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException | java.io.UncheckedIOException busy) {
            folder.toFile().deleteOnExit();
        }
    }
}
