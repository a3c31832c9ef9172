package dev.cleave.buddy;

/**
 * An order map behind a guard that is called before every single access: what a scheduler in a test
 * needs.
 */
final class GuardedOrderMap extends OrderMap {
    private final OrderMap orderMap;
    private final Runnable guard;

    GuardedOrderMap(OrderMap orderMap, Runnable guard) {
        super(orderMap.units);
        this.orderMap = orderMap;
        this.guard = guard;
    }

    private OrderMap guarded() {
        guard.run();
        return orderMap;
    }

    @Override
    byte getAcquire(long unit) {
        return guarded().getAcquire(unit);
    }

    @Override
    void set(long unit, byte code) {
        guarded().set(unit, code);
    }

    @Override
    void setRelease(long unit, byte code) {
        guarded().setRelease(unit, code);
    }

    @Override
    boolean compareAndSet(long unit, byte expected, byte code) {
        return guarded().compareAndSet(unit, expected, code);
    }

    @Override
    long byteSize() {
        return orderMap.byteSize();
    }
}
