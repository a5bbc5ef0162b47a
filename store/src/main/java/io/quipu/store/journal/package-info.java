/** The owners of a job's shards, and the journal of what they are about to write. */
@NullMarked
package io.quipu.store.journal;

import org.jspecify.annotations.NullMarked;
