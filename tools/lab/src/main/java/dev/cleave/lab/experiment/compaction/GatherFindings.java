package dev.cleave.lab.experiment.compaction;

import dev.cleave.contiguity.GatherCost;
import dev.cleave.lab.experiment.ChartPanel;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.report.ByteText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;

/**
 * What was found of one way: nanoseconds by the bytes of a piece, and the cost that explains those
 * of the smallest pieces and of one piece alone.
 *
 * @param nanos the greatest key is all in one piece
 */
record GatherFindings(String way, long byteSize, NavigableMap<Long, Double> nanos, GatherCost cost) {
    /** The share of the bandwidth at which scattering counts as costing nothing. */
    private static final double NEARLY_ALL = 0.95;

    static GatherFindings of(String way, long byteSize, NavigableMap<Long, Double> nanos) {
        long smallest = nanos.firstKey();
        return new GatherFindings(way, byteSize, nanos, GatherCost.measured(byteSize, 1,
                nanos.lastEntry().getValue(), byteSize / smallest, nanos.firstEntry().getValue()));
    }

    /** A row for each size of pieces. */
    List<Map<String, Object>> rows() {
        double onePiece = nanos.lastEntry().getValue();
        List<Map<String, Object>> rows = new ArrayList<>();
        nanos.forEach((piece, took) -> {
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("way", way);
            row.put("pieceBytes", piece);
            row.put("pieces", byteSize / piece);
            row.put("millis", Timings.rounded(took / 1e6));
            row.put("gigabytesPerSecond", Timings.rounded(byteSize / took));
            row.put("ofOnePiecePercent", ExperimentResult.percent(onePiece / took));
            row.put("predictedMillis", Timings.rounded(cost.nanos(byteSize, byteSize / piece) / 1e6));
            row.put("leastPieceBytes", cost.leastPiece(NEARLY_ALL));
            rows.add(row);
        });
        return rows;
    }

    /** What was measured, and what the cost says. */
    ChartPanel panel() {
        String sizes = String.join(", ", nanos.keySet().stream().map(ByteText::of).toList());
        List<Double> predicted = nanos.keySet().stream()
                .map(piece -> byteSize / cost.nanos(byteSize, byteSize / piece))
                .toList();
        List<Double> measured = nanos.values().stream().map(took -> byteSize / took).toList();
        return new ChartPanel(way + ": bandwidth of scattered bytes", "pieces of " + sizes, "GB/s",
                List.of(new ChartPanel.Line("by the cost model", predicted),
                        new ChartPanel.Line("measured", measured)));
    }
}
