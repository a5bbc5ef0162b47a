/**
 * Copies of the last checkpoint of a Flink in this process, on another disk or in a bucket.
 *
 * <p>In and out: the files of a state folder. Guarantee: a copy is whole, or it is not there: its
 * manifest is written last, and has the hash of each file. Only files that the place does not have
 * yet are copied, as a checkpoint shares most files with the one before.
 */
@NullMarked
package io.quipu.runners.flink.shipping;

import org.jspecify.annotations.NullMarked;
