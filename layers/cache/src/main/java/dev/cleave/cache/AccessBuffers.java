package dev.cleave.cache;

import dev.cleave.buddy.Stripes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Reads that the policy was not told of yet, in a lane for each few threads. A lane that another
 * thread has, or that is full while another thread has the policy, loses what it is told: the policy
 * needs to know most reads, not all. A thread alone loses none, unless the policy is
 * {@linkplain Policy#isCalm calm}: then it is told of one read in eight, at random.
 */
final class AccessBuffers {
    private final Stripes stripes = Stripes.usual();
    private final Lane[] lanes = new Lane[stripes.count()];
    private final Policy policy;

    AccessBuffers(Policy policy) {
        this.policy = policy;
        for (int each = 0; each < lanes.length; each++) {
            lanes[each] = new Lane();
        }
    }

    /** An entry was read. */
    void read(int node, long hash) {
        Lane lane = lanes[stripes.mine()];
        if (policy.isCalm() && lane.passesBy()) {
            return;
        }
        if (lane.tryEnter()) {
            lane.reads[lane.count++] = (long) node << Integer.SIZE | hash & 0xFFFF_FFFFL;
            if (lane.count == lane.reads.length) {
                boolean unused = policy.tryRead(lane.reads, lane.count);
                lane.count = 0;
            }
            lane.leave();
        }
    }

    /** Tells the policy what the caller's lane has. */
    void drain() {
        Lane lane = lanes[stripes.mine()];
        if (lane.tryEnter()) {
            if (lane.count > 0 && policy.tryRead(lane.reads, lane.count)) {
                lane.count = 0;
            }
            lane.leave();
        }
    }

    /** What is between entering and leaving is one thread's. */
    private static final class Lane {
        private static final VarHandle TAKEN;

        static {
            try {
                TAKEN = MethodHandles.lookup().findVarHandle(Lane.class, "taken", boolean.class);
            } catch (ReflectiveOperationException impossible) {
                throw new ExceptionInInitializerError(impossible);
            }
        }

        private static final int MULTIPLIER = 0x915F77F5;
        private static final int SHIFT = Integer.SIZE - Policy.CALM_SHIFT;

        final long[] reads = new long[64];
        int count;

        /** The high bits are as good as random. Threads that lose a step of it lose nothing. */
        private int random;

        @SuppressWarnings("UnusedVariable") // by TAKEN
        private boolean taken;

        /** Whether a read is one of the seven in eight that are not noted while all is calm. */
        boolean passesBy() {
            random = random * MULTIPLIER + 1;
            return random >>> SHIFT != 0;
        }

        boolean tryEnter() {
            return (boolean) TAKEN.compareAndSet(this, false, true);
        }

        void leave() {
            TAKEN.setRelease(this, false);
        }
    }
}
