/** Runs jobs on Flink, with default options and a configuration for a Flink in this process. */
@NullMarked
package io.quipu.runners.flink;

import org.jspecify.annotations.NullMarked;
