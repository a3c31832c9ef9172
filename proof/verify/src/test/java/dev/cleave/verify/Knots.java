package dev.cleave.verify;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The knots of one package: classes each of which knows all the others, be it by way of a third.
 * Whoever changes one of them has all of them to think of. A nested class counts as part of the one
 * around it.
 */
final class Knots {
    private final SortedMap<String, Set<String>> known = new TreeMap<>();

    /** Those of a package, not of packages below it. */
    Knots(JavaClasses house, String packageName) {
        for (JavaClass each : house) {
            if (each.getPackageName().equals(packageName)) {
                Set<String> targets = known.computeIfAbsent(outermost(each), none -> new TreeSet<>());
                for (Dependency dependency : each.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (target.getPackageName().equals(packageName)) {
                        targets.add(outermost(target));
                    }
                }
            }
        }
    }

    private static String outermost(JavaClass each) {
        return each.getEnclosingClass().map(Knots::outermost).orElse(each.getSimpleName());
    }

    /** The knot around a class: at least the class itself. */
    SortedSet<String> around(String name) {
        SortedSet<String> knot = new TreeSet<>(reachable(name));
        knot.removeIf(each -> !reachable(each).contains(name));
        knot.add(name);
        return knot;
    }

    /** The largest knot; the first by name, where several are as large. */
    SortedSet<String> largest() {
        return known.keySet().stream().map(this::around).max(Comparator.comparingInt(Set::size))
                .orElseThrow(() -> new IllegalStateException("no class was looked at"));
    }

    /** The classes that a class knows, be it by way of others. */
    private Set<String> reachable(String from) {
        Set<String> seen = new TreeSet<>();
        Deque<String> open = new ArrayDeque<>(known.getOrDefault(from, Set.of()));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                open.addAll(known.getOrDefault(next, Set.of()));
            }
        }
        return seen;
    }
}
