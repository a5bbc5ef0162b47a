package io.quipu.benchmarks.scaling;

/**
 * The figures of the warm part of one run.
 *
 * @param part the quantity that varies: slots, fan-out or keys
 * @param name the name of the run
 * @param x the value of that quantity
 * @param taskManagers the number of processes of the job
 * @param slots the number of slots of all processes
 * @param eventsPerSecond the events counted per second
 * @param jobMicros the CPU time of the job per event, in microseconds
 * @param cassandraMicros the CPU time of Cassandra per event, in microseconds
 * @param mutationsPerEvent the writes to Cassandra per event
 */
record ScalingFigures(
    String part,
    String name,
    double x,
    int taskManagers,
    int slots,
    double eventsPerSecond,
    double jobMicros,
    double cassandraMicros,
    double mutationsPerEvent) {}
