/** The triggers of a job, which can change while it runs. */
@NullMarked
package io.quipu.pipeline.triggers;

import org.jspecify.annotations.NullMarked;
