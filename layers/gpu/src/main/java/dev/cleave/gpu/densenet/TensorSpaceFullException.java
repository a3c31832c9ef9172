package dev.cleave.gpu.densenet;

/** A space had no room for a tensor; what the sequence had allocated of it was freed. */
public final class TensorSpaceFullException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TensorSpaceFullException(Step.Allocate request, long liveBytes, long reservedBytes) {
        super("no room for " + request.bytes() + " bytes (" + request.name() + ", tensor " + request.tensor()
                + "): " + liveBytes + " bytes are live, and " + reservedBytes
                + " reserved; take a larger space, or a smaller batch");
    }
}
