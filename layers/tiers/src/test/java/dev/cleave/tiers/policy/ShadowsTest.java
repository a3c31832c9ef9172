package dev.cleave.tiers.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The shadows")
class ShadowsTest {
    private static final TierCosts FAR = new TierCosts(1, 1000, 0, 0);

    @Test
    @DisplayName("find how many objects the nearest tier holds, by a sample where it holds many")
    void objects() {
        Random random = new Random(1);
        Heats heats = new Heats(1);
        Shadows shadows = new Shadows(new TierCosts(2_000_000, 10, 0, 0), FAR, heats);
        for (int now = 1; now < 300_000; now++) {
            access(shadows, heats, random.nextInt(40_000), now);
        }
        assertThat(shadows.objects()).isBetween(8_000.0, 32_000.0);
    }

    @Test
    @DisplayName("expect little of what was accessed once where nothing comes back, and much where all comes in bursts")
    void foresight() {
        Heats scanHeats = new Heats(1);
        Heats burstHeats = new Heats(1);
        Shadows scan = new Shadows(new TierCosts(10_000, 10, 0, 0), FAR, scanHeats);
        Shadows bursts = new Shadows(new TierCosts(10_000, 10, 0, 0), FAR, burstHeats);
        for (int now = 1; now < 50_000; now++) {
            access(scan, scanHeats, now % 5 == 0 ? now % 50 : now, now);
            access(bursts, burstHeats, now / 10, now);
        }
        assertThat(bursts.best().foresight()).isGreaterThan(scan.best().foresight());
    }

    private static void access(Shadows shadows, Heats heats, long id, long now) {
        heats.accessed(id, now);
        shadows.accessed(id, 100, false, now);
    }

    @Test
    @DisplayName("hold what pays, and forget what is removed")
    void removed() {
        Heats heats = new Heats(100);
        Shadow shadow = new Shadow(Rule.ALL[0], new TierCosts(10_000, 10, 0, 0), FAR, heats);
        for (int now = 1; now < 500; now++) {
            heats.accessed(now % 10, now);
            shadow.access(now % 10, 100, true, now);
        }
        assertThat(shadow.size()).isEqualTo(10);
        for (int id = 0; id < 20; id++) {
            shadow.removed(id);
        }
        assertThat(shadow.size()).isZero();
    }
}
