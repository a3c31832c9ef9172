/**
 * Pools in the little memory that the processor encrypts, where every wasted byte costs.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>grain</dt><dd>what sizes are rounded up to before anything else</dd>
 * <dt>boundary</dt><dd>the largest size of a class, and the bytes of its slots</dd>
 * <dt>slab</dt><dd>a few adjacent pages cut into slots of one class; its <em>tail</em> is what the
 * slots leave over</dd>
 * </dl>
 */
@NullMarked
package dev.cleave.guard.enclave;

import org.jspecify.annotations.NullMarked;
