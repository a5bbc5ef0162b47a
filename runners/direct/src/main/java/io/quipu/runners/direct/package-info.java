/** Runs jobs on Beam's DirectRunner, for tests and small files. */
@NullMarked
package io.quipu.runners.direct;

import org.jspecify.annotations.NullMarked;
