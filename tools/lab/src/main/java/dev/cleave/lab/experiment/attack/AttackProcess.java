package dev.cleave.lab.experiment.attack;

import dev.cleave.lab.jvm.ChildMain;

/** The JVM in which one allocator is attacked: it says one row, and {@link #DONE}. */
final class AttackProcess {
    static final String DONE = "done";

    private AttackProcess() {}

    /** Arguments: attack, allocator, region, steps, seed. */
    public static void main(String[] arguments) {
        ChildMain.run(out -> {
            AttackRun run = new AttackRun(arguments[0], arguments[1], Long.parseLong(arguments[2]),
                    Long.parseLong(arguments[3]), Long.parseLong(arguments[4]));
            out.println(run.run().toLine());
            out.println(DONE);
            out.flush();
        });
        System.exit(0);
    }
}
