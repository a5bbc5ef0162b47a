/** How far a job is, how late events come, and what follows for the answers that readers get. */
@NullMarked
package io.quipu.model.progress;

import org.jspecify.annotations.NullMarked;
