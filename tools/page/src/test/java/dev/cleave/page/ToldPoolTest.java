package dev.cleave.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.cleave.histories.Patience;
import dev.cleave.memory.Pool;
import dev.cleave.memory.PoolCounts;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Two pools that tell of themselves when the test says so, on one page. */
@DisplayName("A page on pools that are told of")
class ToldPoolTest {
    private static final long MIB = 1 << 20;

    private final Teller small = new Teller("small", 4 * MIB);
    private final Teller large = new Teller("large", 16 * MIB);
    private CleavePage page;
    private PageClient client;

    /** A pool, and what was told of it last. */
    private static final class Teller implements ToldPool {
        private final Pool pool;
        private volatile Told told;
        private volatile Optional<String> end = Optional.empty();

        Teller(String name, long capacity) {
            pool = Pool.builder().name(name).capacity(capacity).build();
            told = now();
        }

        private Told now() {
            PoolCounts counts = pool.counts();
            return new Told(pool.snapshot(), counts, pool.purgedBytes(), 0);
        }

        void tell() {
            told = now();
        }

        @Override
        public Told latest() {
            return told;
        }

        @Override
        public Optional<String> ended() {
            return end;
        }
    }

    @BeforeEach
    void open() throws Exception {
        page = CleavePage.of(List.of(small, large)).open();
        client = new PageClient(page);
    }

    @AfterEach
    void close() {
        page.close();
        small.pool.closeAbandoning();
        large.pool.closeAbandoning();
    }

    @SuppressWarnings("unchecked")
    private Object figure(String path, String name) throws Exception {
        return ((Map<String, Object>) client.json(path).get("figures")).get(name);
    }

    @Test
    @DisplayName("shows the first unless its address names another by number")
    void chosen() throws Exception {
        assertThat(client.json("/api/pool").toString()).contains("pool=small", "kind=told", "lives=true",
                "blocks=false");
        assertThat(client.json("/api/pool?pool=1").toString()).contains("pool=large");
        assertThat(client.json("/api/pool/all").toString()).contains("pool=small", "pool=large",
                "capacityBytes=" + 16 * MIB);
        assertThat(client.json("/api/pool/map?pool=1&colour=age").get("cells")).isEqualTo(8);
        assertThat(client.get("/api/pool?pool=2").statusCode()).isEqualTo(400);
        assertThat(client.get("/api/pool/map?colour=holder").body()).contains("the colours use, age");
        assertThat(client.get("/api/pool/frames?from=0&count=1").statusCode()).isEqualTo(409);
        assertThat(client.post("/api/pool/trim", Door.OWN_HEADER, "1").statusCode()).isEqualTo(403);
    }

    @Test
    @DisplayName("changes as more is told, and notes refusals")
    void changes() throws Exception {
        assertThat(figure("/api/pool?pool=1", "usedBytes")).isEqualTo(0);
        large.pool.allocateAddress(3 * MIB);
        assertThat(large.pool.tryAllocateAddress(15 * MIB)).isZero();
        large.tell();
        Patience.waitUntil(() -> {
            try {
                return client.get("/api/pool/events?pool=1").body().contains("1 request was refused");
            } catch (Exception gone) {
                return false;
            }
        });
        assertThat(figure("/api/pool?pool=1", "usedBytes")).isEqualTo((int) (3 * MIB));
        assertThat(figure("/api/pool", "failures")).isEqualTo(0);
        assertThat(client.json("/api/pool/why?pool=1&bytes=" + 8 * MIB).get("served")).isEqualTo(true);
        assertThat(client.json("/api/pool/why?pool=1&bytes=" + 14 * MIB).get("served")).isEqualTo(false);
    }

    @Test
    @DisplayName("says why nothing more is told, and shows on what was told last")
    void ends() throws Exception {
        small.pool.allocateAddress(MIB);
        small.tell();
        small.end = Optional.of("process 7 ended");
        Patience.waitUntil(() -> {
            try {
                return "process 7 ended".equals(client.json("/api/pool").get("end"));
            } catch (Exception gone) {
                return false;
            }
        });
        assertThat(figure("/api/pool", "usedBytes")).isEqualTo((int) MIB);
        assertThat(client.json("/api/pool/events").toString()).contains("kind=end", "process 7 ended");
        assertThat(client.json("/api/pool/map").get("cells")).isEqualTo(2);
        assertThat(client.json("/api/pool?pool=1").get("end")).isNull();
    }

    @Test
    @DisplayName("is refused where there is none")
    void none() {
        assertThatThrownBy(() -> CleavePage.of(List.of())).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a page on no pool of another JVM: name one at least");
    }

    @Test
    @DisplayName("without a pool has no topic of that name, and no ticks")
    void withoutPool() throws Exception {
        try (CleavePage empty = CleavePage.withoutPool().open()) {
            PageClient guest = new PageClient(empty);
            assertThat(guest.json("/api/").get("topics")).isEqualTo(List.of());
            assertThat(guest.get("/api/pool").statusCode()).isEqualTo(404);
            assertThat(guest.get("/events").statusCode()).isEqualTo(404);
            assertThat(guest.get("/").statusCode()).isEqualTo(200);
        }
    }
}
