package dev.cleave.buddy;

/** Metadata behind a guard that is called before every single access: what a scheduler in a test needs. */
final class GuardedMetadata extends Metadata {
    private final Metadata metadata;
    private final Runnable guard;

    GuardedMetadata(Metadata metadata, Runnable guard) {
        this.metadata = metadata;
        this.guard = guard;
    }

    private Metadata guarded() {
        guard.run();
        return metadata;
    }

    @Override
    long get(int word) {
        return guarded().get(word);
    }

    @Override
    long getAcquire(int word) {
        return guarded().getAcquire(word);
    }

    @Override
    void set(int word, long value) {
        guarded().set(word, value);
    }

    @Override
    void setRelease(int word, long value) {
        guarded().setRelease(word, value);
    }

    @Override
    boolean compareAndSet(int word, long expected, long value) {
        return guarded().compareAndSet(word, expected, value);
    }

    @Override
    long getAndAdd(int word, long delta) {
        return guarded().getAndAdd(word, delta);
    }

    @Override
    byte codeAcquire(long unit) {
        return guarded().codeAcquire(unit);
    }

    @Override
    void setCode(long unit, byte code) {
        guarded().setCode(unit, code);
    }

    @Override
    void setCodeRelease(long unit, byte code) {
        guarded().setCodeRelease(unit, code);
    }

    @Override
    boolean compareAndSetCode(long unit, byte expected, byte code) {
        return guarded().compareAndSetCode(unit, expected, code);
    }

    @Override
    long byteSize() {
        return metadata.byteSize();
    }
}
