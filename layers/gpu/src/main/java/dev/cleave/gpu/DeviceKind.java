package dev.cleave.gpu;

/** What sort of device it is. */
public enum DeviceKind {
    /** None of the others, or unknown. */
    OTHER,
    /** A graphics unit that shares the processor's memory. */
    INTEGRATED_GPU,
    /** A card with memory of its own. */
    DISCRETE_GPU,
    /** A part of a card, handed to a virtual machine. */
    VIRTUAL_GPU,
    /** The processor itself. */
    CPU
}
