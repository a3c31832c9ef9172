package dev.cleave.gpu;

import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Which memory types suit a request, the best first: those that it allows and that have what it
 * requires, by how much of what it prefers they have. Answers are kept, as programs ask the same
 * few questions again and again.
 *
 * <p>Any thread may ask. Cost: a look at one kept answer.
 */
final class TypeChoice {
    private static final int KEPT = 64;

    private final DeviceInfo device;
    private final AtomicReferenceArray<@Nullable Answer> kept = new AtomicReferenceArray<>(KEPT);

    TypeChoice(DeviceInfo device) {
        this.device = device;
    }

    private record Answer(int typeBits, int required, int preferred, int[] types) {
        boolean answers(AllocationRequest request) {
            return typeBits == request.typeBits && required == request.required && preferred == request.preferred;
        }
    }

    /**
     * Indexes of the types that suit, the best first; not to be written to.
     *
     * @throws IllegalArgumentException where none suits
     */
    int[] of(AllocationRequest request) {
        int slot = (request.typeBits * 31 + request.required * 7 + request.preferred) & KEPT - 1;
        Answer answer = kept.getAcquire(slot);
        if (answer == null || !answer.answers(request)) {
            answer = new Answer(request.typeBits, request.required, request.preferred, choose(request));
            kept.setRelease(slot, answer);
        }
        return answer.types;
    }

    private int[] choose(AllocationRequest request) {
        List<MemoryType> suiting = device.types().stream()
                .filter(type -> (request.typeBits & 1 << type.index()) != 0)
                .filter(type -> (bits(type) & request.required) == request.required)
                .filter(type -> type.properties().stream()
                        .allMatch(each -> !each.isSpecial() || (request.required & each.bit()) != 0))
                .sorted(Comparator.comparingInt(type -> -Integer.bitCount(bits(type) & request.preferred)))
                .toList();
        if (suiting.isEmpty()) {
            throw new IllegalArgumentException("no memory type for " + request + ": allowed are types "
                    + Integer.toBinaryString(request.typeBits) + " (a bit each), required are properties "
                    + names(request.required) + ", and " + device.name() + " has " + device.types());
        }
        return suiting.stream().mapToInt(MemoryType::index).toArray();
    }

    private static int bits(MemoryType type) {
        return MemoryProperty.bits(type.properties());
    }

    private static List<MemoryProperty> names(int bits) {
        return List.of(MemoryProperty.values()).stream().filter(each -> (each.bit() & bits) != 0).toList();
    }
}
