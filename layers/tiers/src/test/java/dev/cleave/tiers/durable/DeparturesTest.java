package dev.cleave.tiers.durable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Which commits go together, without threads and without a file. */
@DisplayName("Departures")
class DeparturesTest {
    private final Departures departures = new Departures();
    private final List<Commit> commits = new ArrayList<>();

    private Commit join() {
        Commit commit = new Commit(new Redo(), 0, null);
        departures.join(commit);
        commits.add(commit);
        return commit;
    }

    private void join(int count) {
        for (int each = 0; each < count; each++) {
            join();
        }
    }

    @Test
    @DisplayName("let a commit that is alone go at once")
    void alone() {
        assertThat(departures.depart()).isEmpty();
        Commit only = join();
        assertThat(departures.depart()).containsExactly(only);
        assertThat(departures.arrive(1)).isNull();
        assertThat(departures.waiting()).isZero();
    }

    @Test
    @DisplayName("share what waits between the groups that may be on their way, the first come first")
    void shares() {
        join(16);
        assertThat(departures.depart()).isEqualTo(commits.subList(0, 8));
        assertThat(departures.depart()).isEqualTo(commits.subList(8, 16));
        join(16);
        assertThat(departures.depart()).as("two are on their way").isEmpty();
    }

    @Test
    @DisplayName("beside a group let another go when it has its share, and not before")
    void waitForTheShare() {
        join(16);
        assertThat(departures.depart()).hasSize(8);
        assertThat(departures.depart()).hasSize(8);
        assertThat(departures.arrive(8)).isNull();
        join(7);
        assertThat(departures.depart()).isEmpty();
        join();
        assertThat(departures.depart()).isEqualTo(commits.subList(16, 24));
    }

    @Test
    @DisplayName("let fewer than a share go when no group is on its way: whoever waits first is told")
    void goWhenNothingIsOnItsWay() {
        join(4);
        assertThat(departures.depart()).hasSize(2);
        assertThat(departures.depart()).hasSize(2);
        assertThat(departures.arrive(2)).isNull();
        Commit late = join();
        assertThat(departures.depart()).as("1 of 3, and half of them are 2").isEmpty();
        assertThat(departures.arrive(2)).isEqualTo(late.waiter());
        assertThat(departures.depart()).containsExactly(late);
    }

    @Test
    @DisplayName("let one leave that cannot go, and none that has gone")
    void leave() {
        join(4);
        List<Commit> group = departures.depart();
        assertThat(departures.leave(commits.get(0))).isFalse();
        assertThat(departures.leave(commits.get(2))).isTrue();
        assertThat(departures.leave(commits.get(2))).isFalse();
        assertThat(departures.waiting()).isEqualTo(1);
        assertThat(departures.arrive(group.size())).isNotNull();
        assertThat(departures.depart()).containsExactly(commits.get(3));
    }

    @Test
    @DisplayName("take back what had no room, before what waits")
    void putBack() {
        join(4);
        List<Commit> group = departures.depart();
        departures.putBack(group.subList(1, 2));
        assertThat(departures.waiting()).isEqualTo(3);
        assertThat(departures.arrive(1)).isNotNull();
        assertThat(departures.depart()).containsExactly(commits.get(1), commits.get(2));
        assertThat(departures.depart()).as("1 of 3").isEmpty();
        assertThat(departures.arrive(2)).isNotNull();
        assertThat(departures.depart()).containsExactly(commits.get(3));
    }
}
