/**
 * Buddy systems that split into unequal parts, for more sizes and so less rounding: weighted and Fibonacci.
 *
 * <pre>
 *   binary     1  2     4           8                       16          a request of 9 gets 16: 44 % unused
 *   weighted   1  2  3  4     6     8           12          16          a request of 9 gets 12: 25 %
 *   fibonacci  1  2  3     5        8              13            21     a request of 9 gets 13: 31 %
 * </pre>
 *
 * <p>When all request sizes are equally likely, a binary buddy leaves a quarter of what it hands out unused, a Fibonacci
 * buddy about a fifth, a weighted one about a seventh. The price is paid later: uneven parts leave odd pieces, and external
 * fragmentation grows.
 *
 * <p>Both are one {@linkplain dev.cleave.workshop.uneven.UnevenBuddy machine} over a
 * {@linkplain dev.cleave.workshop.uneven.Sizes table of sizes}, in which a block splits into the next smaller size on its
 * left and the difference on its right.
 */
@NullMarked
package dev.cleave.workshop.uneven;

import org.jspecify.annotations.NullMarked;
