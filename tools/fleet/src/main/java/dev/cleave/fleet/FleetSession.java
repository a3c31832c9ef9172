package dev.cleave.fleet;

import dev.cleave.lab.fleet.FleetException;
import dev.cleave.lab.report.Progress;
import java.io.File;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.util.SerializableConfiguration;

/** A session of Spark, from its start to its end. One at a time in a JVM. */
final class FleetSession implements AutoCloseable {
    private static final String LOCAL_CLUSTER = "local-cluster[";

    /** What every JVM that runs Cleave is told. */
    private static final String JVM_OPTIONS =
            "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow";

    private final SparkSession spark;
    private final JavaSparkContext context;
    private final TaskProgress progress;
    private final Broadcast<SerializableConfiguration> configuration;

    private FleetSession(SparkSession spark, Progress progress) {
        this.spark = spark;
        this.progress = new TaskProgress(progress);
        context = new JavaSparkContext(spark.sparkContext());
        spark.sparkContext().addSparkListener(this.progress);
        configuration = context.broadcast(new SerializableConfiguration(context.hadoopConfiguration()));
    }

    /**
     * Starts Spark, here or at a master.
     *
     * @throws FleetException where there is no such master
     */
    static FleetSession open(String master, Progress progress) throws FleetException {
        try {
            return new FleetSession(SparkSession.builder().config(settings(master)).getOrCreate(), progress);
        } catch (Exception failure) {
            throw new FleetException("--master " + master + ": Spark does not start there: " + failure.getMessage()
                    + "; must be local[N], local[*] or the address of a master such as spark://host:7077", failure);
        }
    }

    /** What Hadoop is told of file systems, for what is looked at before Spark starts. */
    static Configuration fileSystems() {
        return SparkHadoopUtil.get().newConfiguration(new SparkConf());
    }

    private static SparkConf settings(String master) {
        boolean here = master.equals("local") || master.startsWith("local[");
        boolean small = here || master.startsWith(LOCAL_CLUSTER);
        SparkConf settings = new SparkConf()
                .setMaster(master)
                .setAppName("cleave fleet")
                .setIfMissing("spark.ui.enabled", "false")
                .setIfMissing("spark.ui.showConsoleProgress", "false")
                .setIfMissing("spark.sql.session.timeZone", "UTC")
                .setIfMissing("spark.sql.shuffle.partitions", small ? "4" : "64")
                .setIfMissing("spark.sql.codegen.wholeStage", "false")
                .setIfMissing("spark.executor.extraJavaOptions", JVM_OPTIONS);
        if (small) {
            settings.setIfMissing("spark.driver.host", "127.0.0.1").setIfMissing("spark.driver.bindAddress",
                    "127.0.0.1");
        }
        if (master.startsWith(LOCAL_CLUSTER)) {
            settings.setIfMissing("spark.executor.extraClassPath", System.getProperty("java.class.path"))
                    .setIfMissing("spark.executorEnv.JAVA_HOME", System.getProperty("java.home"))
                    .setIfMissing("spark.executorEnv.SPARK_SCALA_VERSION", "2.13");
        } else if (!here) {
            settings.setIfMissing("spark.jars", cleavesJars());
        }
        return settings;
    }

    /** Executors elsewhere have Spark, and are sent the rest. */
    private static String cleavesJars() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(each -> each.substring(each.lastIndexOf(File.separatorChar) + 1).matches("cleave-.*\\.jar"))
                .collect(Collectors.joining(","));
    }

    SparkSession spark() {
        return spark;
    }

    JavaSparkContext context() {
        return context;
    }

    /** What Hadoop is told of file systems, for tasks. */
    Broadcast<SerializableConfiguration> configuration() {
        return configuration;
    }

    /** Says what the next tasks are for. */
    void begin(String what) {
        progress.begin(what);
    }

    /** So many pieces that every processor has some, and none has many files. */
    int pieces(int items, int most) {
        int processors = Math.max(2, context.defaultParallelism());
        return Math.max(1, Math.min(items, Math.max(4 * processors, Math.ceilDiv(items, most))));
    }

    @Override
    public void close() {
        spark.stop();
    }
}
