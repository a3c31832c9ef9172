package dev.cleave.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CourseTest {
    /** Two places: the first block's is the third's too, and the second lives to the end. */
    private static final Plan PLAN = new Planner().withLimit(Duration.ofMillis(20))
            .plan(Lifetimes.of(new long[] {8, 16, 8}, new int[] {2, 3, 3}));

    private final PlaceTable places = new PlaceTable(PLAN);
    private final Course course = new Course(PLAN, places);

    @DisplayName("While blocks are freed as planned, every place is free when its turn comes")
    @Test
    void isFreeAsPlanned() {
        assertThat(course.isFree()).isTrue();
        places.enter(0);
        course.step();
        places.enter(1);
        places.leave(0);
        course.left(PLAN.offset(0));
        course.step();

        assertThat(course.position()).isEqualTo(2);
        assertThat(course.isFree()).isTrue();
        assertThat(course.overdueBlocks()).isZero();
    }

    @DisplayName("A block that stays is overdue, and its place is taken until it leaves")
    @Test
    void knowsWhatIsOverdue() {
        places.enter(0);
        course.goTo(2);

        assertThat(course.overdueBlocks()).isOne();
        assertThat(course.isFree()).isFalse();
        places.leave(0);
        course.left(PLAN.offset(0));
        assertThat(course.overdueBlocks()).isZero();
        assertThat(course.isFree()).isTrue();
    }

    @DisplayName("At the end of a turn all that lives is overdue, and the first position comes again")
    @Test
    void beginsAgain() {
        places.enter(0);
        course.step();
        places.enter(1);
        course.step();
        course.step();

        assertThat(course.position()).isZero();
        assertThat(course.turns()).isOne();
        assertThat(course.overdueBlocks()).isEqualTo(2);
        assertThat(course.isFree()).isFalse();
        course.goTo(0);
        assertThat(course.turns()).as("nowhere to go").isOne();
    }

    @DisplayName("Of the offsets of a plan each has its tenant; another offset has none")
    @Test
    void knowsTenants() {
        places.enter(1);

        assertThat(places.tenantAt(PLAN.offset(1))).isOne();
        assertThat(places.tenant(1)).isOne();
        assertThat(places.tenantAt(PLAN.offset(1) + 8)).isEqualTo(PlaceTable.NOBODY);
        assertThat(places.tenant(0)).isEqualTo(PlaceTable.NOBODY);
        places.leave(1);
        assertThat(places.tenantAt(PLAN.offset(1))).isEqualTo(PlaceTable.NOBODY);
    }
}
