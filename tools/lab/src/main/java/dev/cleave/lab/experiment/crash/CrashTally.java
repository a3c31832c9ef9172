package dev.cleave.lab.experiment.crash;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What was found after all crashes of one mode. One thread. */
final class CrashTally {
    private final List<Findings> findings = new ArrayList<>();
    private final List<String> complaints = new ArrayList<>();
    private long commits;

    /**
     * Crashes a heap life after life. One with which something is wrong has no more lives: what
     * follows would say so again.
     *
     * @param most lives
     * @param progress told before each
     */
    void add(CrashLives lives, int most, Runnable progress) throws InterruptedException {
        for (int life = 1; life <= most; life++) {
            progress.run();
            Findings found = lives.crash();
            findings.add(found);
            if (!found.isRecovered()) {
                complaints.add(lives + ", life " + life + ": " + String.join("; ", found.wrong()));
                break;
            }
        }
        commits += lives.commits();
    }

    /** Crashes until now. */
    int kills() {
        return findings.size();
    }

    /** Commits that were found after them. */
    long commits() {
        return commits;
    }

    /** What was wrong, with what brings it about again. */
    List<String> complaints() {
        return complaints;
    }

    /** The figures, in the columns of the experiment. */
    Map<String, Object> row(String mode) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kills", findings.size());
        row.put("recovered", findings.stream().filter(Findings::isRecovered).count());
        row.put("lostCommitted", findings.stream().mapToLong(Findings::lostCommitted).sum());
        row.put("leakedBytes", findings.stream().mapToLong(Findings::leakedBytes).sum());
        row.put("mode", mode);
        return row;
    }
}
