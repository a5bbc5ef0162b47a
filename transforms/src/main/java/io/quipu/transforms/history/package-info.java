/**
 * What stages share that keep histories of customers and count what changes in them: in state for a
 * live job, and in memory for a batch.
 */
@NullMarked
package io.quipu.transforms.history;

import org.jspecify.annotations.NullMarked;
