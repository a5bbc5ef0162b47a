package io.quipu.benchmarks.throughput;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * What all contenders are given: the same topic, machine and settings.
 *
 * @param bootstrapServers Kafka's addresses
 * @param cassandra the address of a Cassandra, which only Quipu asks for
 * @param topic the events; read from the beginning
 * @param partitions how many the topic has
 * @param parallelism how many threads or slots count
 * @param window how long increments are combined
 * @param checkpointEvery how often state is made safe
 * @param folder for state and checkpoints; empty at the start
 * @param jobOptions more options for Quipu's job, each {@code --name=value}
 */
public record Yardstick(
    String bootstrapServers,
    String cassandra,
    String topic,
    int partitions,
    int parallelism,
    Duration window,
    Duration checkpointEvery,
    Path folder,
    List<String> jobOptions) {}
