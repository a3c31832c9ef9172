package dev.cleave.lab.experiment.crash;

import java.nio.file.Path;

/** What the process that is to be killed is told: one line. */
record CrashOrder(Load load, Path file) {
    String toLine() {
        return load.seed() + " " + load.threads() + " " + file;
    }

    static CrashOrder parse(String line) {
        String[] words = line.split(" ", 3);
        return new CrashOrder(new Load(Long.parseLong(words[0]), Integer.parseInt(words[1])), Path.of(words[2]));
    }
}
