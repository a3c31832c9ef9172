package dev.cleave.workshop.show;

import java.util.ArrayList;
import java.util.List;

/**
 * Lines before and after, merged, for books of a few lines: line by line where there are as many as before, else by their
 * longest common subsequence.
 */
final class LineChanges {
    private LineChanges() {}

    /** Every line once, after two blanks where it stayed, {@code - } where it went and {@code + } where it came. */
    static List<String> between(List<String> before, List<String> after) {
        return before.size() == after.size() ? paired(before, after) : merged(before, after);
    }

    private static List<String> paired(List<String> before, List<String> after) {
        List<String> pairs = new ArrayList<>();
        for (int line = 0; line < before.size(); line++) {
            if (before.get(line).equals(after.get(line))) {
                pairs.add("  " + before.get(line));
            } else {
                pairs.add("- " + before.get(line));
                pairs.add("+ " + after.get(line));
            }
        }
        return pairs;
    }

    private static List<String> merged(List<String> before, List<String> after) {
        int[][] common = new int[before.size() + 1][after.size() + 1];
        for (int old = before.size() - 1; old >= 0; old--) {
            for (int fresh = after.size() - 1; fresh >= 0; fresh--) {
                common[old][fresh] = before.get(old).equals(after.get(fresh))
                        ? common[old + 1][fresh + 1] + 1
                        : Math.max(common[old + 1][fresh], common[old][fresh + 1]);
            }
        }
        List<String> merged = new ArrayList<>();
        int old = 0;
        int fresh = 0;
        while (old < before.size() || fresh < after.size()) {
            if (old < before.size() && fresh < after.size() && before.get(old).equals(after.get(fresh))) {
                merged.add("  " + before.get(old));
                old++;
                fresh++;
            } else if (old < before.size()
                    && (fresh == after.size() || common[old + 1][fresh] >= common[old][fresh + 1])) {
                merged.add("- " + before.get(old++));
            } else {
                merged.add("+ " + after.get(fresh++));
            }
        }
        return merged;
    }
}
