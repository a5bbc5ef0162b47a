/** The simulated world around a job: Kafka, Cassandra, reference data and clock. */
@NullMarked
package io.quipu.simulation.world;

import org.jspecify.annotations.NullMarked;
