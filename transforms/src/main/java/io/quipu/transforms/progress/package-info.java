/**
 * Beside stages 1 to 8: notes for readers how far the job is, how late events come, and how many
 * dead letters wait. The notes are written through a port.
 */
@NullMarked
package io.quipu.transforms.progress;

import org.jspecify.annotations.NullMarked;
