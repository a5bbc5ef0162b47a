/** Runs a Flink cluster as several child processes. */
@NullMarked
package io.quipu.localstack.flink;

import org.jspecify.annotations.NullMarked;
