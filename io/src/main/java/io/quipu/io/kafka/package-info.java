/**
 * What all code that speaks to Kafka shares: its settings, its failures, messages and producers.
 */
@NullMarked
package io.quipu.io.kafka;

import org.jspecify.annotations.NullMarked;
