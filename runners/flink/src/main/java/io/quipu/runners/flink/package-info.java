/** The jobs on Flink: its defaults, and its configuration for a job embedded in the process. */
@NullMarked
package io.quipu.runners.flink;

import org.jspecify.annotations.NullMarked;
