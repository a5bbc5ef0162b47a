/** Runs a Kafka broker as a child process. */
@NullMarked
package io.quipu.localstack.kafka;

import org.jspecify.annotations.NullMarked;
