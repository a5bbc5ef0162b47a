/** The firings of triggers in a topic of Kafka. */
@NullMarked
package io.quipu.io.kafka.firings;

import org.jspecify.annotations.NullMarked;
