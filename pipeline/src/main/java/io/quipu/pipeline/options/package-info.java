/** The options of the jobs, and the job that they ask for. */
@NullMarked
package io.quipu.pipeline.options;

import org.jspecify.annotations.NullMarked;
