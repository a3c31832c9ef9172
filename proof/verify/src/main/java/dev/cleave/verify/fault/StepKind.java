package dev.cleave.verify.fault;

/** What a step needs, and may be refused. */
public enum StepKind {
    /** Room on the Java heap. */
    ALLOCATION,

    /** Something of the operating system. */
    SYSTEM_CALL
}
