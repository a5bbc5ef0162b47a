package io.quipu.benchmarks.throughput;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What all contenders are given: the same topic, machine and settings.
 *
 * @param partitions how many the topic has
 * @param parallelism how many threads, or subtasks of a stage, work at once
 * @param window for how long increments are combined
 * @param checkpointEvery how often state is made safe
 * @param folder an empty one, for state and checkpoints
 */
record Yardstick(
    String bootstrapServers,
    String topic,
    int partitions,
    int parallelism,
    Duration window,
    Duration checkpointEvery,
    Path folder) {}
