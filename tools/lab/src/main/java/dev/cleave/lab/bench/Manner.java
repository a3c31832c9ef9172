package dev.cleave.lab.bench;

import java.util.List;
import java.util.Optional;

/**
 * In which manner a workload is done: what that asks of the JVM, of the system and of the clock.
 */
enum Manner {
    /** Each thread of a trial works by itself. */
    PLAIN,
    /** Virtual threads work, on as many carriers as the trial has threads. */
    VIRTUAL {
        @Override
        boolean isVirtual() {
            return true;
        }

        @Override
        List<String> jvmOptions(Trial trial) {
            return VirtualWorker.jvmOptions(trial);
        }
    },
    /** Each thread replaces blocks so many times, and the memory is looked at. */
    CHURN {
        @Override
        boolean warmsItselfUp() {
            return true;
        }

        @Override
        List<String> jvmOptions(Trial trial) {
            return ChurnMemory.JVM_OPTIONS;
        }

        @Override
        Optional<String> refusal() {
            return ChurnMemory.refusal();
        }
    };

    /** Whether rounds before those that are measured would only cost time. */
    boolean warmsItselfUp() {
        return false;
    }

    /**
     * Whether time is charged to the carriers of virtual threads: only elapsed time can be told.
     */
    boolean isVirtual() {
        return false;
    }

    /** What a JVM for it is started with. */
    List<String> jvmOptions(Trial trial) {
        return List.of();
    }

    /** Why it cannot be done on this system. */
    Optional<String> refusal() {
        return Optional.empty();
    }
}
