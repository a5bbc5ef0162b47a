/** Answers series of buckets. */
@NullMarked
package io.quipu.server.api.series;

import org.jspecify.annotations.NullMarked;
