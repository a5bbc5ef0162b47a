package io.quipu.store.jobs;

/**
 * A file that a run counted.
 *
 * @param name its full name, with the folder or the bucket
 * @param bytes its size when the run began
 * @param sha256 the hash of its bytes, in hexadecimal digits
 */
public record RunFile(String name, long bytes, String sha256) {}
