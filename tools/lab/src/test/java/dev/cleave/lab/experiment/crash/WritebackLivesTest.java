package dev.cleave.lab.experiment.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cleave.tiers.durable.DurableFile;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Lives of a heap whose disk loses power")
class WritebackLivesTest {
    private static final int DISKS = 100;

    /** A disk whose syncs do nothing. */
    private record Forgetful(DurableFile disk) implements DurableFile {
        @Override
        public String name() {
            return disk.name();
        }

        @Override
        public long byteSize() {
            return disk.byteSize();
        }

        @Override
        public void grow(long byteSize) {
            disk.grow(byteSize);
        }

        @Override
        public MemorySegment map(long mostBytes) {
            return disk.map(mostBytes);
        }

        @Override
        public void read(long offset, MemorySegment into) {
            disk.read(offset, into);
        }

        @Override
        public void write(long offset, MemorySegment from) {
            disk.write(offset, from);
        }

        @Override
        public void sync() {}

        @Override
        public void close() {
            disk.close();
        }
    }

    @Test
    @DisplayName("are found out when syncs do nothing")
    void forgottenSyncsAreFound() throws Exception {
        Optional<Findings> found = Optional.empty();
        for (int seed = 1; seed <= DISKS && found.isEmpty(); seed++) {
            try (WritebackLives lives = new WritebackLives(seed, Forgetful::new)) {
                Findings findings = lives.crash();
                found = findings.isRecovered() ? Optional.empty() : Optional.of(findings);
            }
        }
        assertThat(found).get().satisfies(findings -> assertThat(findings.wrong()).isNotEmpty());
    }

    @Test
    @DisplayName("come to the same again with the same seed and one thread")
    void areReproducible() throws Exception {
        long seed = 1;
        while (!new WritebackLives(seed).toString().endsWith("threads: 1")) {
            seed++;
        }
        assertThat(commits(seed)).isEqualTo(commits(seed)).isPositive();
    }

    private static long commits(long seed) throws InterruptedException {
        try (WritebackLives lives = new WritebackLives(seed)) {
            for (int life = 0; life < 5; life++) {
                assertThat(lives.crash().wrong()).as("%s", lives).isEmpty();
            }
            return lives.commits();
        }
    }
}
