package dev.cleave.lab.experiment.enclave;

import dev.cleave.lab.trace.Trace;

/** A recorded heap trace: an allocation writes its object, a free wipes it. Other accesses were not recorded. */
record RecordedLoad(Trace trace) implements EnclaveLoad {
    @Override
    public String name() {
        return Trace.shortName(trace.name());
    }

    @Override
    public long peakBytes() {
        return trace.peakLiveBytes();
    }

    @Override
    public int objects() {
        return trace.blocks();
    }

    @Override
    public void play(Player player) {
        for (int event = 0; event < trace.events(); event++) {
            int block = trace.block(event);
            if (trace.allocates(event)) {
                player.allocate(block, trace.bytes(block));
            } else {
                player.free(block);
            }
            if (event == trace.peakEvent()) {
                player.peak();
            }
        }
    }
}
