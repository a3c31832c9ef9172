package dev.cleave.tiers;

import dev.cleave.tiers.policy.Move;
import dev.cleave.tiers.policy.PlacementPolicy;
import dev.cleave.tiers.policy.Standing;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A policy in the place of which another one begins where the Java heap was full inside it: nobody
 * knows then what it holds. Until that other one was told of all objects, nothing is told and no
 * move asked for. Not thread-safe.
 */
final class RenewedPolicy implements PlacementPolicy {
    private final Supplier<PlacementPolicy> opening;
    private PlacementPolicy policy;
    private boolean isLost;

    RenewedPolicy(Supplier<PlacementPolicy> opening) {
        this.opening = opening;
        policy = opening.get();
    }

    /** Begins anew, if that is due: where this throws it stays due. */
    void renew(Consumer<LongConsumer> objects, LongConsumer teller) {
        if (isLost) {
            policy = opening.get();
            isLost = false;
            boolean told = false;
            try {
                objects.accept(teller);
                told = true;
            } finally {
                isLost |= !told;
            }
        }
    }

    private OutOfMemoryError lost(OutOfMemoryError full) {
        isLost = true;
        return full;
    }

    @Override
    public String name() {
        return policy.name();
    }

    @Override
    public void placed(long id, long byteSize, int tier, boolean clean) {
        if (!isLost) {
            try {
                policy.placed(id, byteSize, tier, clean);
            } catch (OutOfMemoryError full) {
                throw lost(full);
            }
        }
    }

    @Override
    public void accessed(long id, long byteSize, boolean write) {
        if (!isLost) {
            try {
                policy.accessed(id, byteSize, write);
            } catch (OutOfMemoryError full) {
                throw lost(full);
            }
        }
    }

    @Override
    public void removed(long id) {
        if (!isLost) {
            try {
                policy.removed(id);
            } catch (OutOfMemoryError full) {
                throw lost(full);
            }
        }
    }

    @Override
    public Optional<Move> nextMove(long mostBytes) {
        try {
            return isLost ? Optional.empty() : policy.nextMove(mostBytes);
        } catch (OutOfMemoryError full) {
            throw lost(full);
        }
    }

    @Override
    public Optional<Move> relieve(int tier) {
        try {
            return isLost ? Optional.empty() : policy.relieve(tier);
        } catch (OutOfMemoryError full) {
            throw lost(full);
        }
    }

    @Override
    public void refused(Move move) {
        if (!isLost) {
            try {
                policy.refused(move);
            } catch (OutOfMemoryError full) {
                throw lost(full);
            }
        }
    }

    @Override
    public Standing standing(long id, long byteSize) {
        try {
            return policy.standing(id, byteSize);
        } catch (OutOfMemoryError full) {
            throw lost(full);
        }
    }
}
