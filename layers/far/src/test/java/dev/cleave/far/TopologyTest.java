package dev.cleave.far;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A topology")
class TopologyTest {
    private static final Address ASKED = new Address("10.0.0.1", 7000);
    private static final Address SECOND = new Address("10.0.0.2", 7001);
    private static final Address REPLICA = new Address("10.0.0.3", 7002);

    /** Its key's slot, as Redis's own documents give it. */
    private static final byte[] SLOT_12739 = "123456789".getBytes(StandardCharsets.US_ASCII);

    private static Topology parse(String slotsOfSecond, String flagsOfReplica) {
        return Topology.parse("""
                a1 :7000@17000 myself,master - 0 0 3 connected 0-8191
                b2 10.0.0.2:7001@17001 master - 0 1 5 connected %s
                c3 10.0.0.3:7002@17002 %s b2 0 1 5 connected
                d4 :0@0 slave,noaddr b2 0 1 5 disconnected
                """.formatted(slotsOfSecond, flagsOfReplica), ASKED);
    }

    @Test
    @DisplayName("is read from what a server says, which may not know its own address")
    void isRead() {
        Topology topology = parse("8192-16383 [93->-a1]", "slave");

        assertThat(topology.isCluster()).isTrue();
        assertThat(topology.isWhole()).isTrue();
        assertThat(topology.epoch()).isEqualTo(5);
        assertThat(topology.masters()).containsExactlyInAnyOrder(ASKED, SECOND);
        assertThat(topology.ownerOf(SLOT_12739)).isEqualTo(SECOND);
        assertThat(topology.replicasOf(SECOND)).containsExactly(REPLICA);
        assertThat(topology.replicasOf(ASKED)).isEmpty();
        assertThat(topology.all()).containsExactlyInAnyOrder(ASKED, SECOND, REPLICA);
    }

    @Test
    @DisplayName("counts no failed replica, and knows slots that nobody has")
    void isNotWhole() {
        Topology topology = parse("8192-9000", "slave,fail");

        assertThat(topology.isWhole()).isFalse();
        assertThat(topology.ownerOf(SLOT_12739)).isNull();
        assertThat(topology.replicasOf(SECOND)).isEmpty();
    }

    @Test
    @DisplayName("of one server has all keys there")
    void ofOneServer() {
        Topology topology = Topology.single(ASKED);

        assertThat(topology.ownerOf(SLOT_12739)).isEqualTo(ASKED);
        assertThat(topology.isCluster()).isFalse();
        assertThat(topology.isWhole()).isTrue();
    }
}
