/**
 * The contract suite: checks that any block allocator can be run through, an own one in three lines.
 *
 * {@snippet :
 * for (ContractCheck check : ContractSuite.of(MyBuddy::new).checks()) {
 *     System.out.println(check.name() + ": " + check.proves() + " on " + check.run().spaces() + " spaces");
 * }
 * }
 *
 * <p>where {@code MyBuddy(Shape)} is the allocator's constructor. Under JUnit, a check is a dynamic test:
 *
 * {@snippet :
 * @TestFactory
 * Stream<DynamicTest> keepsTheContract() {
 *     return ContractSuite.of(MyBuddy::new).checks().stream().map(check -> dynamicTest(check.name(), check::run));
 * }
 * }
 *
 * <p>How an answer is judged:
 *
 * <pre>
 *   check ──call──▶ CheckedAllocator ──call──▶ the allocator under test
 *                        │                          │
 *                        ▼                          ▼
 *                   PlainModel  ◀── compared ──  its answer, its books
 * </pre>
 *
 * <p>A failure says on which space it happened, at which step, with which seed, and what the last calls were.
 * {@link dev.cleave.workshop.kit.ContractSuite#withSeed} repeats it.
 */
@NullMarked
package dev.cleave.workshop.kit;

import org.jspecify.annotations.NullMarked;
