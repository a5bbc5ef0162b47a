/** Stage 1 of a backfill: reads parts of topics that are settled before. */
@NullMarked
package io.quipu.io.kafka.ranges;

import org.jspecify.annotations.NullMarked;
