/** Writes the dead letters of all stages to a Kafka topic or to files. */
@NullMarked
package io.quipu.io.deadletters;

import org.jspecify.annotations.NullMarked;
