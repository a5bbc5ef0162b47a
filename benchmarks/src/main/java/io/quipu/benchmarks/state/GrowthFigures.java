package io.quipu.benchmarks.state;

/**
 * The figures of state at one size.
 *
 * @param of the name of what a key is
 * @param keys the number of keys
 * @param pages the number of pages that hold the keys
 * @param bytesPerKey the bytes on disk per key, after compaction
 * @param indexBytesPerPage the bytes of indexes and filters per page, which should fit in memory
 * @param checkpointBytes the bytes of all files of a checkpoint
 * @param checkpointMillis the duration of the checkpoint with its upload, after all keys since the
 *     previous size were added
 * @param touched the number of pages then read and rewritten, with ten checkpoints in between
 * @param getMicros the mean time to read a page, in microseconds
 * @param putMicros the mean time to write a page, in microseconds
 * @param touchedBytes the mean bytes of the pages rewritten between two checkpoints
 * @param incrementBytes the mean bytes that each of these checkpoints uploaded
 * @param incrementMillis the mean duration of these checkpoints
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
