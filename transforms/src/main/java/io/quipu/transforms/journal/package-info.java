/**
 * The journal of a stage that writes rows: who writes the rows of a shard, and which rows an
 * attempt was about to write. With it, a job that goes back to a checkpoint corrects what a lost
 * attempt has written.
 */
@NullMarked
package io.quipu.transforms.journal;

import org.jspecify.annotations.NullMarked;
