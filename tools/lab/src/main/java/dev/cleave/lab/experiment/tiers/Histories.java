package dev.cleave.lab.experiment.tiers;

import dev.cleave.lab.trace.AccessTrace;

/** The accesses of a trace by object: those of one object lie together, in the order of time. */
final class Histories {
    private final int[] firsts;
    private final int[] accesses;

    Histories(AccessTrace trace) {
        firsts = new int[trace.objects() + 1];
        for (int access = 0; access < trace.accesses(); access++) {
            firsts[trace.object(access) + 1]++;
        }
        for (int object = 0; object < trace.objects(); object++) {
            firsts[object + 1] += firsts[object];
        }
        int[] ends = firsts.clone();
        accesses = new int[trace.accesses()];
        for (int access = 0; access < trace.accesses(); access++) {
            accesses[ends[trace.object(access)]++] = access;
        }
    }

    /** The first place of an object's accesses; those of the next follow. */
    int first(int object) {
        return firsts[object];
    }

    /** The access at a place. */
    int access(int place) {
        return accesses[place];
    }
}
