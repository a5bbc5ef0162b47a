/** Runs Flink in this process, with its state in a folder. */
@NullMarked
package io.quipu.runners.flink.embedded;

import org.jspecify.annotations.NullMarked;
