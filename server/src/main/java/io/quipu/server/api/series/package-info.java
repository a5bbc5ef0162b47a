/** Answers questions about series: the numbers of counters, bucket by bucket. */
@NullMarked
package io.quipu.server.api.series;

import org.jspecify.annotations.NullMarked;
