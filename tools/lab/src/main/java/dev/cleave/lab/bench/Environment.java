package dev.cleave.lab.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The machine and the software that figures come from.
 *
 * @param java the JVM's version and vendor
 * @param cpu the processor's model, as it names itself, with its microarchitecture where that is
 *     known, and its numbers
 * @param processors available to this JVM
 * @param os the operating system with its version
 * @param date in UTC, to the second
 * @param commit of the sources, where they are a git checkout
 */
public record Environment(
        String java, String cpu, int processors, String os, String date, Optional<String> commit) {

    /** This machine, now. */
    public static Environment here() {
        return new Environment(
                System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"),
                ProcessorName.here(),
                Runtime.getRuntime().availableProcessors(),
                String.join(
                        " ", System.getProperty("os.name"), System.getProperty("os.version"),
                        System.getProperty("os.arch")),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                checkedOutCommit());
    }

    /** Asks git, in the directory that these classes were built in. */
    private static Optional<String> checkedOutCommit() {
        try {
            Path classes = Path.of(Environment.class.getProtectionDomain().getCodeSource().getLocation().toURI());
            Path folder = Files.isDirectory(classes) ? classes : classes.resolveSibling(".");
            Process git = new ProcessBuilder("git", "-C", folder.toString(), "rev-parse", "HEAD")
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String answer = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return git.waitFor() == 0 ? Optional.of(answer) : Optional.empty();
        } catch (IOException | URISyntaxException noGit) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }
}
