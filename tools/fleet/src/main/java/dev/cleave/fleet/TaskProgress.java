package dev.cleave.fleet;

import dev.cleave.lab.report.Progress;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/** Tells of Spark's tasks as they end; called by one thread of Spark's. */
final class TaskProgress extends SparkListener {
    private final Progress progress;
    private volatile String what = "starting";
    private long total;
    private long done;

    TaskProgress(Progress progress) {
        this.progress = progress;
    }

    void begin(String next) {
        what = next;
    }

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
        total = stage.stageInfo().numTasks();
        done = 0;
    }

    @Override
    public void onTaskEnd(SparkListenerTaskEnd task) {
        done = Math.min(total, done + 1);
        progress.advance(what, done, total);
    }
}
