package dev.cleave.tiers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A move between tiers")
class MoveTest {
    private final SmallStore small = new SmallStore();

    @AfterEach
    void nothingIsLost() {
        small.store.forEach(small.store::delete);
        assertThat(small.far.count()).as("places of the far tier").isZero();
        small.close();
    }

    @Test
    @DisplayName("to a nearer tier leaves a clean copy, so that the way back copies nothing")
    void leavesACopy() {
        long handle = small.object(5000, SmallStore.MIDDLE, (byte) 1);
        assertThat(small.copyOf(handle)).isEmpty();
        small.move(handle, SmallStore.NEAR);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
        assertThat(small.copyOf(handle)).isEqualTo("middle");

        long copied = small.store.counts().copiedBytes();
        small.move(handle, SmallStore.MIDDLE);
        assertThat(small.store.counts().copiedBytes()).isEqualTo(copied);
        assertThat(small.store.counts().freeDemotions()).isEqualTo(1);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.MIDDLE);
        assertThat(small.copyOf(handle)).isEmpty();
        assertThat(small.isStamped(handle, (byte) 1)).isTrue();
    }

    @Test
    @DisplayName("of an object that was written near copies it, and the old copy is let go of at the write")
    void aWriteEndsTheCopy() {
        long handle = small.object(5000, SmallStore.FAR, (byte) 1);
        small.move(handle, SmallStore.NEAR);
        assertThat(small.far.count()).isEqualTo(1);
        small.stamp(handle, (byte) 2);
        assertThat(small.copyOf(handle)).isEmpty();
        assertThat(small.far.count()).isZero();

        long copied = small.store.counts().copiedBytes();
        small.move(handle, SmallStore.FAR);
        assertThat(small.store.counts().copiedBytes()).isEqualTo(copied + 5000);
        assertThat(small.isStamped(handle, (byte) 2)).isTrue();
    }

    @Test
    @DisplayName("is told to the policy with whether a copy below holds: none of a new object, nor of one that was written")
    void tellsOfTheCopy() {
        long handle = small.object(5000, SmallStore.NEAR, (byte) 1);
        assertThat(small.policy.tiers).containsEntry(handle, SmallStore.NEAR);
        assertThat(small.policy.clean).as("new").doesNotContain(handle);
        small.move(handle, SmallStore.FAR);
        assertThat(small.policy.clean).as("nothing lies below").doesNotContain(handle);
        small.move(handle, SmallStore.NEAR);
        assertThat(small.policy.clean).as("it came from below").contains(handle);
        small.store.resize(handle, 6000);
        small.move(handle, SmallStore.MIDDLE);
        assertThat(small.policy.clean).as("resized").doesNotContain(handle);
    }

    @Test
    @DisplayName("loses its copy at the first put of a pin that was opened to read, too")
    void theFirstPutEndsTheCopy() {
        long handle = small.object(64, SmallStore.MIDDLE, (byte) 1);
        small.move(handle, SmallStore.NEAR);
        try (TierPin pin = small.store.pin(handle)) {
            assertThat(small.copyOf(handle)).isEqualTo("middle");
            pin.putLong(8, 0x0303_0303_0303_0303L, ByteOrder.LITTLE_ENDIAN);
            assertThat(small.copyOf(handle)).isEmpty();
            assertThat(small.store.explain(handle).writers()).isEqualTo(1);
            pin.put(0, (byte) 1);
            assertThat(small.store.explain(handle).writers()).as("once a pin").isEqualTo(1);
        }
        assertThat(small.store.explain(handle).writers()).isZero();
        small.move(handle, SmallStore.MIDDLE);
        try (TierPin pin = small.store.pin(handle)) {
            assertThat(pin.get(8)).isEqualTo((byte) 3);
        }
    }

    @Test
    @DisplayName("over two tiers and back over one keeps the farthest copy, as that is clean")
    void keepsTheFarthestCopy() {
        long handle = small.object(300, SmallStore.FAR, (byte) 9);
        small.move(handle, SmallStore.NEAR);
        small.move(handle, SmallStore.MIDDLE);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.MIDDLE);
        assertThat(small.copyOf(handle)).isEqualTo("far");
        small.move(handle, SmallStore.NEAR);
        assertThat(small.copyOf(handle)).as("one copy is kept: the nearer").isEqualTo("middle");
        assertThat(small.far.count()).isZero();
        assertThat(small.isStamped(handle, (byte) 9)).isTrue();
    }

    @Test
    @DisplayName("waits for readers, and is given up while one stays")
    void underReaders() {
        long handle = small.object(5000, SmallStore.MIDDLE, (byte) 1);
        try (TierPin pin = small.store.pin(handle)) {
            small.move(handle, SmallStore.NEAR);
            assertThat(small.tierOf(handle)).isEqualTo(SmallStore.MIDDLE);
            assertThat(small.store.counts().refusedInUse()).isEqualTo(1);
            assertThat(small.policy.refused).hasSize(1);
            assertThat(small.store.explain(handle).lastDecision()).endsWith("not moved: in use");
            assertThat(pin.get(4999)).isEqualTo((byte) 1);
        }
        small.move(handle, SmallStore.NEAR);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
    }

    @Test
    @DisplayName("goes on under a reader that comes and goes while it copies")
    void aReaderComesAndGoes() {
        long handle = small.object(5000, SmallStore.NEAR, (byte) 1);
        small.far.whileWriting = () -> assertThat(small.isStamped(handle, (byte) 1)).isTrue();
        small.move(handle, SmallStore.FAR);
        small.far.whileWriting = () -> {};
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.FAR);
    }

    @Test
    @DisplayName("is given up where somebody wrote while it copied, also one that has come and gone")
    void aWriterComesAndGoes() {
        long handle = small.object(5000, SmallStore.NEAR, (byte) 1);
        small.far.whileWriting = () -> small.stamp(handle, (byte) 2);
        small.move(handle, SmallStore.FAR);
        small.far.whileWriting = () -> {};
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
        assertThat(small.isStamped(handle, (byte) 2)).isTrue();
        assertThat(small.far.count()).isZero();
        assertThat(small.store.counts().refusedInUse()).isEqualTo(1);
    }

    @Test
    @DisplayName("ends a copy of before, where somebody wrote while it copied")
    void aWriterDuringAMoveEndsTheCopy() {
        long handle = small.object(5000, SmallStore.MIDDLE, (byte) 1);
        small.move(handle, SmallStore.NEAR);
        small.far.whileWriting = () -> small.stamp(handle, (byte) 2);
        small.move(handle, SmallStore.FAR);
        small.far.whileWriting = () -> {};
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
        assertThat(small.copyOf(handle)).isEmpty();
        assertThat(small.isStamped(handle, (byte) 2)).isTrue();
    }

    @Test
    @DisplayName("of an object that is deleted meanwhile gives back all of its places")
    void deletedMeanwhile() {
        long handle = small.object(5000, SmallStore.MIDDLE, (byte) 1);
        small.move(handle, SmallStore.NEAR);
        small.far.whileWriting = () -> small.store.delete(handle);
        small.policy.want(handle, 5000, SmallStore.NEAR, SmallStore.FAR);
        assertThat(small.store.step(Long.MAX_VALUE)).isZero();
        small.far.whileWriting = () -> {};
        assertThat(small.store.isLive(handle)).isFalse();
        assertThat(small.policy.tiers).isEmpty();
        long next = small.store.allocate(100);
        assertThat(small.store.isLive(next)).as("the slot is free again").isTrue();
    }

    @Test
    @DisplayName("to where there is no room asks the policy who should leave, and is done then")
    void makesRoom() {
        long moving = small.object(300_000, SmallStore.MIDDLE, (byte) 1);
        long first = small.object(400_000, SmallStore.NEAR, (byte) 2);
        long second = small.object(400_000, SmallStore.NEAR, (byte) 3);
        small.policy.leaves(first, 400_000, SmallStore.NEAR, SmallStore.MIDDLE);
        small.move(moving, SmallStore.NEAR);
        assertThat(small.tierOf(moving)).isEqualTo(SmallStore.NEAR);
        assertThat(small.tierOf(first)).isEqualTo(SmallStore.MIDDLE);
        assertThat(small.store.counts().refusedNoRoom()).isEqualTo(1);
        assertThat(small.isStamped(moving, (byte) 1)).isTrue();
        assertThat(small.isStamped(first, (byte) 2)).isTrue();
        assertThat(small.isStamped(second, (byte) 3)).isTrue();
    }

    @Test
    @DisplayName("is not made where the tier fails, and the object is as it was")
    void aTierFails() {
        long handle = small.object(5000, SmallStore.NEAR, (byte) 1);
        small.far.fails = true;
        small.move(handle, SmallStore.FAR);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
        assertThat(small.isStamped(handle, (byte) 1)).isTrue();
        assertThat(small.store.counts().refusedFailed()).isEqualTo(1);
        small.far.fails = false;
        small.move(handle, SmallStore.FAR);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.FAR);
    }

    @Test
    @DisplayName("is made for a pin that cannot read the object where it is")
    void broughtNear() {
        long handle = small.object(5000, SmallStore.FAR, (byte) 7);
        assertThat(small.isStamped(handle, (byte) 7)).isTrue();
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
        assertThat(small.copyOf(handle)).isEqualTo("far");
        assertThat(small.store.counts().broughtNear()).isEqualTo(1);
        small.move(handle, SmallStore.FAR);
        small.stamp(handle, (byte) 8);
        assertThat(small.isStamped(handle, (byte) 8)).isTrue();
        assertThat(small.far.count()).isZero();
    }

    @Test
    @DisplayName("is made to the next tier with addresses where the nearest is full, and by letting others leave where all are")
    void broughtNearWhereThereIsRoom() {
        long first = small.object(300_000, SmallStore.FAR, (byte) 1);
        long second = small.object(300_000, SmallStore.FAR, (byte) 2);
        long near = small.store.allocate(900_000);
        assertThat(small.isStamped(first, (byte) 1)).isTrue();
        assertThat(small.tierOf(first)).isEqualTo(SmallStore.MIDDLE);
        long middle = small.store.allocate(600_000);
        assertThatExceptionOfType(TiersFullException.class).isThrownBy(() -> small.store.pin(second))
                .withMessageContaining("tier near").withMessageContaining("close pins");
        small.policy.leaves(first, 300_000, SmallStore.MIDDLE, SmallStore.FAR);
        assertThat(small.isStamped(second, (byte) 2)).isTrue();
        assertThat(small.tierOf(first)).isEqualTo(SmallStore.FAR);
        assertThat(small.store.isLive(near) && small.store.isLive(middle)).isTrue();
    }

    @Test
    @DisplayName("leaves a far tier that fails: what is lost is said by handle, the rest stays readable")
    void aFarTierFails() {
        long lost = small.object(100, SmallStore.FAR, (byte) 1);
        long copied = small.object(100, SmallStore.FAR, (byte) 2);
        assertThat(small.isStamped(copied, (byte) 2)).isTrue();
        long near = small.object(100, SmallStore.NEAR, (byte) 3);
        small.far.fails = true;
        assertThatExceptionOfType(TierFailedException.class).isThrownBy(() -> small.store.pin(lost))
                .withMessageContaining("tier far").withMessageContaining(Long.toHexString(lost))
                .withMessageContaining("100 bytes");
        assertThatExceptionOfType(TierFailedException.class).isThrownBy(() -> small.store.pinForWrite(lost));
        assertThat(small.isStamped(copied, (byte) 2)).isTrue();
        assertThat(small.isStamped(near, (byte) 3)).isTrue();
        long born = small.store.allocate(10);
        assertThat(small.store.isLive(born)).isTrue();
        small.far.fails = false;
        assertThat(small.isStamped(lost, (byte) 1)).as("it answers again").isTrue();
    }

    @Test
    @DisplayName("leaves copies, which give way where their tier runs short of room")
    void copiesGiveWay() {
        long handle = small.object(600_000, SmallStore.FAR, (byte) 5);
        assertThat(small.isStamped(handle, (byte) 5)).isTrue();
        assertThat(small.copyOf(handle)).isEqualTo("far");
        long other = small.object(600_000, SmallStore.FAR, (byte) 6);
        assertThat(small.tierOf(other)).isEqualTo(SmallStore.FAR);
        assertThat(small.copyOf(handle)).isEmpty();
        assertThat(small.store.counts().copiesDropped()).isEqualTo(1);
        assertThat(small.isStamped(handle, (byte) 5)).isTrue();
    }

    @Test
    @DisplayName("makes room at once for an allocation, if nothing is to be copied for it")
    void clean() {
        long handle = small.object(600_000, SmallStore.FAR, (byte) 5);
        assertThat(small.isStamped(handle, (byte) 5)).isTrue();
        small.policy.leaves(handle, 600_000, SmallStore.NEAR, SmallStore.MIDDLE);
        long copied = small.store.counts().copiedBytes();
        long born = small.store.allocate(600_000);
        assertThat(small.tierOf(born)).isEqualTo(SmallStore.NEAR);
        assertThat(small.tierOf(handle)).as("where its copy was").isEqualTo(SmallStore.FAR);
        assertThat(small.store.counts().copiedBytes()).isEqualTo(copied);

        small.policy.leaves(born, 600_000, SmallStore.NEAR, SmallStore.MIDDLE);
        long next = small.store.allocate(600_000);
        assertThat(small.tierOf(next)).as("what is dirty stays").isEqualTo(SmallStore.MIDDLE);
        assertThat(small.policy.refused).isNotEmpty();
    }

    @Test
    @DisplayName("of more bytes than are granted waits")
    void waits() {
        long handle = small.object(5000, SmallStore.MIDDLE, (byte) 1);
        small.policy.want(handle, 5000, SmallStore.MIDDLE, SmallStore.NEAR);
        assertThat(small.store.step(4999)).isZero();
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.MIDDLE);
        assertThat(small.store.step(5000)).isEqualTo(5000);
        assertThat(small.tierOf(handle)).isEqualTo(SmallStore.NEAR);
    }
}
