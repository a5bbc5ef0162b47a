/** A Flink cluster of several processes. */
@NullMarked
package io.quipu.localstack.flink;

import org.jspecify.annotations.NullMarked;
