package dev.cleave.verify.soak;

import dev.cleave.objects.ObjectSpace;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Small objects, which evacuation moves, and giants. */
final class ObjectActor extends Blocks<Long> {
    private static final long STEP_BYTES = 64 << 10;

    private final ObjectSpace space;

    ObjectActor(ObjectSpace space, long owner) {
        super(owner, 32 << 10);
        this.space = space;
    }

    @Override
    public String name() {
        return "objects";
    }

    @Override
    Long allocate(long byteSize) {
        return space.allocate(byteSize);
    }

    @Override
    void free(Long handle) {
        space.free(handle);
    }

    @Override
    void fill(Long handle, long byteSize, long stamp) {
        byte[] bytes = new byte[(int) byteSize];
        Stamps.fill(MemorySegment.ofArray(bytes), stamp);
        space.write(handle, 0, bytes, 0, bytes.length);
    }

    @Override
    boolean isStamped(Long handle, long byteSize, long stamp) {
        byte[] bytes = new byte[(int) byteSize];
        space.read(handle, 0, bytes, 0, bytes.length);
        return Stamps.isFilled(MemorySegment.ofArray(bytes), stamp);
    }

    @Override
    void touch(Long handle, SplittableRandom random) {
        switch (random.nextInt(3)) {
            case 0 -> {
                long unused = space.step(STEP_BYTES);
            }
            case 1 -> space.read(handle, memory -> {
                throw new Thrown();
            });
            default -> {
                try (var pin = space.pin(handle)) {
                    Finding.require(pin.segment().byteSize() == space.byteSize(handle), "objects: another size");
                }
            }
        }
    }
}
