/** A Flink in this process, and the folder of its state. */
@NullMarked
package io.quipu.runners.flink.embedded;

import org.jspecify.annotations.NullMarked;
