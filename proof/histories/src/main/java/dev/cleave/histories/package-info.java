/**
 * Random tests whose every choice is read from bytes: so a seeded test, a fuzzer and a file of a
 * corpus run the same histories, and a history that fails is shrunk by cutting its bytes. And what
 * tests of threads have in common: to begin {@linkplain dev.cleave.histories.Together together}, and
 * {@linkplain dev.cleave.histories.Patience patience}.
 *
 * <h2>Words</h2>
 * <dl>
 * <dt>history</dt><dd>the steps of one test, read from bytes; any bytes are a legal one</dd>
 * <dt>property</dt><dd>what must hold of every history: it throws where it does not</dd>
 * <dt>try</dt><dd>one history of random bytes</dd>
 * <dt>shrunk</dt><dd>cut, and made of smaller bytes, for as long as it still fails</dd>
 * </dl>
 *
 * <pre>
 *   seed --&gt; RandomBytes --+
 *   a fuzzer's bytes ------+--&gt; ByteHistory --&gt; property --&gt; holds, or throws
 *   a file of a corpus ----+                                    |
 *                 ^                                             v
 *                 +------------------------------------- Shrinking
 * </pre>
 */
@NullMarked
package dev.cleave.histories;

import org.jspecify.annotations.NullMarked;
