/** Where the dead letters of all stages go: a Kafka topic or files. */
@NullMarked
package io.quipu.io.deadletters;

import org.jspecify.annotations.NullMarked;
