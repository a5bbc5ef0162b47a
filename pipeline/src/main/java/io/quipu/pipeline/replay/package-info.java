/**
 * Dead letters, read again: which there are, and their records sent once more, each exactly once.
 */
@NullMarked
package io.quipu.pipeline.replay;

import org.jspecify.annotations.NullMarked;
