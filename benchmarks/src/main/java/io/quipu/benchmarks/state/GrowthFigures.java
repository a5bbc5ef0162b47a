package io.quipu.benchmarks.state;

/**
 * A state of a size.
 *
 * @param of what a key is
 * @param keys how many there are
 * @param pages in which they are
 * @param bytesPerKey on disk, compacted
 * @param indexBytesPerPage of indexes and filters, which should be in memory
 * @param checkpointBytes of all files of a checkpoint
 * @param checkpointMillis that it took after the keys since the size before, with its upload
 * @param touched how many pages were then read and written again, with ten checkpoints in between
 * @param getMicros for reading one
 * @param putMicros for writing it
 * @param touchedBytes of those between two checkpoints
 * @param incrementBytes of the files that a checkpoint then uploaded, on average
 * @param incrementMillis that it took, on average
 */
record GrowthFigures(
    String of,
    long keys,
    long pages,
    double bytesPerKey,
    double indexBytesPerPage,
    long checkpointBytes,
    double checkpointMillis,
    int touched,
    double getMicros,
    double putMicros,
    long touchedBytes,
    long incrementBytes,
    double incrementMillis) {}
