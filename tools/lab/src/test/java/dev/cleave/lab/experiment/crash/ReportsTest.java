package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Reports of threads")
class ReportsTest {
    private static final Load LOAD = new Load(1, 3);

    @Test
    @DisplayName("begin where the ledgers stand")
    void beginAtLedgers() {
        List<Ledger> ledgers = LOAD.ledgers();
        ledgers.get(1).advanceTo(4);
        Reports reports = Reports.at(ledgers);
        assertThat(reports.lastBegun(1)).isEqualTo(4);
        assertThat(reports.lastAcknowledged(1)).isEqualTo(4);
        assertThat(reports.acknowledgedByAll()).isEqualTo(4);
    }

    @Test
    @DisplayName("are heard from the lines of another process, other lines left aside")
    void areHeard() {
        Reports reports = Reports.at(LOAD.ledgers());
        reports.hear(List.of("a line of the JVM", Reports.begunLine(2, 1), Reports.acknowledgedLine(2, 1),
                Reports.begunLine(2, 2), ""));
        assertThat(reports.lastBegun(2)).isEqualTo(2);
        assertThat(reports.lastAcknowledged(2)).isEqualTo(1);
        assertThat(reports.lastBegun(0)).isZero();
    }

    @Test
    @DisplayName("tell of a moment what had to be there before it, and what could be after it")
    void surroundAMoment() {
        Reports reports = Reports.at(LOAD.ledgers());
        reports.acknowledged(0, 3);
        long[] before = reports.acknowledgedNow();
        reports.acknowledged(0, 4);
        reports.begun(0, 5);
        Reports moment = reports.since(before);
        reports.begun(0, 6);
        assertThat(moment.lastAcknowledged(0)).isEqualTo(3);
        assertThat(moment.lastBegun(0)).isEqualTo(5);
    }
}
