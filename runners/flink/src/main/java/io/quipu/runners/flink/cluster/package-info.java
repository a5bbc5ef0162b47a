/** A Flink cluster elsewhere, and the entry of the jar that it runs. */
@NullMarked
package io.quipu.runners.flink.cluster;

import org.jspecify.annotations.NullMarked;
