package io.quipu.benchmarks.throughput;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * The input and settings that are the same for all contenders.
 *
 * @param bootstrapServers the addresses of Kafka
 * @param cassandra the address of Cassandra, which only Quipu uses
 * @param topic the topic of the events, which is read from its beginning
 * @param partitions the number of the topic's partitions
 * @param parallelism the number of threads or slots that count
 * @param window the length of the windows in which increments are combined
 * @param checkpointEvery the interval of checkpoints
 * @param folder the folder of state and checkpoints; empty at the start
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
