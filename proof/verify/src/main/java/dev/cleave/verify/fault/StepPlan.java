package dev.cleave.verify.fault;

/** Which steps fail of the thread that it was given to; asked by no other thread. */
@FunctionalInterface
public interface StepPlan {
    /**
     * Whether the step that comes now fails.
     *
     * @param place the class and method of an allocation, or the name of a system call
     */
    boolean fails(StepKind kind, String place);

    /** Called before each atomic access to memory that threads share: may stop the thread there for a while. */
    default void beforeAccess() {}
}
