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
    long byteSize() {
        return metadata.byteSize();
    }
}
