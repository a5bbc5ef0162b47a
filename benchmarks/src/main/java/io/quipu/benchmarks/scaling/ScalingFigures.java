package io.quipu.benchmarks.scaling;

/**
 * What one run came to, when it was warm.
 *
 * @param part what varies: slots, fan-out or keys
 * @param name of the run
 * @param x how much of it there was
 * @param taskManagers processes of the job
 * @param slots of all of them
 * @param eventsPerSecond that were counted
 * @param jobMicros of processors an event took in the job
 * @param cassandraMicros and in Cassandra
 * @param mutationsPerEvent that Cassandra took
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
