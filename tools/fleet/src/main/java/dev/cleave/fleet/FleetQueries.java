package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetReport;
import dev.cleave.lab.sweep.SweepResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The questions to the tables, in SQL, and their answers as a report. */
final class FleetQueries {
    private static final long MIB = 1 << 20;
    private static final long[] BLOCKS = {2 * MIB, 64 * MIB};
    private static final int TORN_NAMED = 100;

    /** Of each process the last snapshot; of two taken at once, that of the last file. */
    private static final String LAST = """
            SELECT * FROM (
              SELECT *, row_number() OVER (PARTITION BY process ORDER BY taken_at DESC, file DESC) AS nth
              FROM snapshots)
            WHERE nth = 1""";

    /** The same of each day. */
    private static final String LAST_OF_DAY = """
            SELECT *, if(free_bytes = 0, 0D, free_below_2mib_bytes / free_bytes) AS unusable FROM (
              SELECT *, row_number() OVER (PARTITION BY process, day ORDER BY taken_at DESC, file DESC) AS nth
              FROM snapshots)
            WHERE nth = 1""";

    private static final String CONTIGUITY = """
            SELECT count(*), count_if(largest_free_bytes < :block),
              count_if(largest_free_bytes < :block AND largest_pool_bytes < :block),
              count_if(largest_free_bytes < :block AND most_free_bytes >= :block)
            FROM last""";

    private static final String VERSIONS = """
            SELECT application, version, count(*), sum(used_bytes), sum(committed_bytes),
              sum(greatest(0L, used_bytes - requested_bytes)), sum(stranded_bytes) AS stranded,
              sum(slab_waste_bytes), count_if(largest_free_bytes < 2097152), count_if(largest_free_bytes < 67108864)
            FROM last GROUP BY application, version
            ORDER BY stranded DESC, application, version LIMIT :top""";

    private static final String CLASSES = """
            SELECT slot_bytes, count(*), sum(c.used_bytes), sum(c.stranded_bytes) AS stranded, sum(wasted_bytes)
            FROM classes c JOIN last USING (file) GROUP BY slot_bytes ORDER BY stranded DESC, slot_bytes""";

    private static final String SITES = """
            SELECT place, application, count(DISTINCT file), sum(live_bytes) AS live, sum(waste_bytes) AS waste
            FROM sites JOIN last USING (file) GROUP BY place, application
            ORDER BY waste DESC, live DESC, place, application LIMIT :top""";

    private static final String DAYS = """
            SELECT day, count(*), count_if(largest_free_bytes < 2097152), count_if(largest_free_bytes < 67108864),
              sum(used_bytes), sum(committed_bytes), sum(stranded_bytes), avg(unusable)
            FROM last_of_day GROUP BY day ORDER BY day""";

    private static final String DRIFTS = """
            SELECT process, max_by(application, taken_at), max_by(version, taken_at), count(*),
              regr_slope(unusable, unix_date(to_date(day))) AS scatters,
              regr_slope(used_bytes, unix_date(to_date(day))),
              regr_slope(stranded_bytes, unix_date(to_date(day)))
            FROM last_of_day GROUP BY process HAVING count(*) > 1 AND scatters > 0
            ORDER BY scatters DESC, process LIMIT :top""";

    private final SparkSession spark;
    private final int top;

    FleetQueries(SparkSession spark, int top) {
        this.spark = spark;
        this.top = top;
    }

    FleetReport report(
            SnapshotTables tables, long traces, List<FleetReport.Torn> torn, Optional<SweepResult> swept) {
        spark.sql(LAST).cache().createOrReplaceTempView("last");
        spark.sql(LAST_OF_DAY).cache().createOrReplaceTempView("last_of_day");
        List<FleetReport.Contiguity> contiguity = new ArrayList<>();
        for (long block : BLOCKS) {
            contiguity.addAll(rows(CONTIGUITY, Map.of("block", block), row -> new FleetReport.Contiguity(
                    block, row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3))));
        }
        long processes = contiguity.getFirst().processes();
        Map<String, Object> limit = Map.of("top", top);
        return new FleetReport(
                scan(tables, traces, torn, processes),
                processes == 0 ? List.of() : contiguity,
                rows(VERSIONS, limit, FleetQueries::version),
                rows(CLASSES, Map.of(), FleetQueries::sizeClass),
                rows(SITES, limit, FleetQueries::site),
                rows(DAYS, Map.of(), FleetQueries::day),
                rows(DRIFTS, limit, FleetQueries::drift),
                swept);
    }

    private static FleetReport.Scan scan(
            SnapshotTables tables, long traces, List<FleetReport.Torn> torn, long processes) {
        return new FleetReport.Scan(
                tables.files() + traces,
                tables.snapshots(),
                processes,
                traces,
                tables.files() - tables.snapshots() - tables.torn().size(),
                torn.size(),
                torn.stream().sorted(Comparator.comparing(FleetReport.Torn::file)).limit(TORN_NAMED).toList());
    }

    private <T> List<T> rows(String question, Map<String, Object> words, Function<Row, T> answer) {
        return spark.sql(question, words).collectAsList().stream().map(answer).toList();
    }

    private static FleetReport.Version version(Row row) {
        return new FleetReport.Version(row.getString(0), row.getString(1), row.getLong(2), row.getLong(3),
                row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8), row.getLong(9));
    }

    private static FleetReport.SizeClass sizeClass(Row row) {
        return new FleetReport.SizeClass(
                row.getLong(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    private static FleetReport.Site site(Row row) {
        return new FleetReport.Site(
                row.getString(0), row.getString(1), row.getLong(2), row.getLong(3), row.getLong(4));
    }

    private static FleetReport.Day day(Row row) {
        return new FleetReport.Day(row.getString(0), row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4),
                row.getLong(5), row.getLong(6), row.getDouble(7));
    }

    private static FleetReport.Drift drift(Row row) {
        return new FleetReport.Drift(row.getString(0), row.getString(1), row.getString(2), row.getLong(3),
                row.getDouble(4), row.getDouble(5), row.getDouble(6));
    }
}
