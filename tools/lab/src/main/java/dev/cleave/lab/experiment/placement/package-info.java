/**
 * The placement experiment: does speed buy scatter?
 *
 * <pre>
 *   10 %  fill      ▁        steady: fill to 50 %, churn
 *   90 %  wave    ▁▃▅▇▇▅▄    wave:   fill to 10 %, to 90 %, drop to 50 % at random, churn
 *   50 %  churn            ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄
 * </pre>
 *
 * <p>Words: <i>churn</i> frees a random live block and allocates blocks of random orders until the level is reached again;
 * its length is counted in freed blocks, a fixed number for each unit of the space. The <i>share</i> is that of
 * the free memory that lies in free blocks of 2 MiB and more once all is still.
 *
 * <p>Invariants: (1) every thread owns its blocks and its share of the level; (2) threads pass from one stage to the next
 * together; (3) free memory is counted after every magazine was flushed.
 */
@NullMarked
package dev.cleave.lab.experiment.placement;

import org.jspecify.annotations.NullMarked;
