/** Access to a separate Flink cluster, and the main class of the jar that it runs. */
@NullMarked
package io.quipu.runners.flink.cluster;

import org.jspecify.annotations.NullMarked;
