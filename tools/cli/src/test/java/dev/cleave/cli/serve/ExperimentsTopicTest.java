package dev.cleave.cli.serve;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.histories.Patience;
import dev.cleave.lab.experiment.Experiment;
import dev.cleave.lab.experiment.ExperimentResult;
import dev.cleave.lab.experiment.ExperimentSettings;
import dev.cleave.lab.report.Progress;
import dev.cleave.page.PageRefusal;
import dev.cleave.page.PageRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The experiments of a page")
class ExperimentsTopicTest {
    private final CountDownLatch go = new CountDownLatch(1);
    private final ExperimentsTopic topic = new ExperimentsTopic(List.of(
            new Made("quick", progress -> List.of(Map.of("millis", 1))),
            new Made("broken", progress -> {
                throw new IllegalArgumentException("no room");
            }),
            new Made("sleeping", ExperimentsTopicTest::sleeping),
            new Made("deaf", this::deaf)));

    private record Made(String name, Function<Progress, List<Map<String, Object>>> work) implements Experiment {
        @Override
        public String question() {
            return "?";
        }

        @Override
        public String explanation() {
            return "";
        }

        @Override
        public ExperimentResult run(ExperimentSettings settings, Progress progress) {
            return new ExperimentResult(name, Map.of(), work.apply(progress));
        }
    }

    private static List<Map<String, Object>> sleeping(Progress progress) {
        progress.advance("sleeps", 1, 4);
        try {
            Thread.sleep(Long.MAX_VALUE);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException("interrupted", stopped);
        }
        return List.of();
    }

    /** Does not care for being interrupted until it is let go. */
    private List<Map<String, Object>> deaf(Progress progress) {
        for (boolean gone = false; !gone;) {
            try {
                go.await();
                gone = true;
            } catch (InterruptedException unheard) {
                progress.advance("still at it", 0, 0);
            }
        }
        return List.of();
    }

    @AfterEach
    void close() {
        go.countDown();
        topic.close();
    }

    private Object ask(boolean post, String path, Map<String, String> parameters) throws PageRefusal {
        return topic.answer(new PageRequest(post, path, parameters, true));
    }

    private void start(String name) throws PageRefusal {
        ask(true, "start", Map.of("name", name));
    }

    private void awaitRuns(String... texts) {
        Patience.waitUntil(() -> {
            try {
                String runs = ask(false, "runs", Map.of()).toString();
                return List.of(texts).stream().allMatch(runs::contains);
            } catch (PageRefusal refused) {
                return false;
            }
        });
    }

    @Test
    @DisplayName("tell of a run that is done, one that failed, and one that was stopped while it slept")
    void states() throws Exception {
        start("quick");
        awaitRuns("number=1, name=quick, state=done", "rows=[{millis=1}]");
        start("broken");
        awaitRuns("number=2, name=broken, state=failed", "error=no room");
        start("sleeping");
        awaitRuns("state=running", "step=sleeps, share=0.25");
        assertThatThrownBy(() -> start("quick")).isInstanceOf(PageRefusal.class)
                .hasMessage("sleeping is running: one at a time; stop it, or wait");
        ask(true, "stop", Map.of("number", "3"));
        awaitRuns("number=3, name=sleeping, state=stopped", "error=null");
        start("quick");
        awaitRuns("number=4, name=quick, state=done");
    }

    @Test
    @DisplayName("end one that does not hear at its next step, and start no other before")
    void deafRun() throws Exception {
        start("deaf");
        ask(true, "stop", Map.of("number", "1"));
        awaitRuns("name=deaf, state=stopped");
    }

    @Test
    @DisplayName("stop what runs alone, and only where actions are allowed")
    void refusals() throws Exception {
        start("quick");
        awaitRuns("state=done");
        assertThatThrownBy(() -> ask(true, "stop", Map.of("number", "1"))).hasMessage("run 1 of quick is over");
        assertThatThrownBy(() -> ask(true, "stop", Map.of("number", "2"))).hasMessage("there is no run 2");
        assertThatThrownBy(() -> ask(false, "stop", Map.of("number", "1"))).isInstanceOf(PageRefusal.class);
        PageRequest lookingOnly = new PageRequest(true, "stop", Map.of("number", "1"), false);
        assertThatThrownBy(() -> topic.answer(lookingOnly)).hasMessageContaining("this page only looks");
    }
}
