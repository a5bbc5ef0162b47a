package io.quipu.pipeline.start;

import io.quipu.store.jobs.RunFile;
import java.util.Map;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * A file of the input.
 *
 * @param metadata where it is, and its size
 * @param sha256 the hash of all its bytes
 * @param prefixes by length, the hashes of its first bytes that were asked for
 */
record InputFile(MatchResult.Metadata metadata, String sha256, Map<Long, String> prefixes) {

  String name() {
    return metadata.resourceId().toString();
  }

  RunFile toRunFile() {
    return new RunFile(name(), metadata.sizeBytes(), sha256);
  }

  /** Whether it begins with all that the other file has. */
  boolean continues(RunFile other) {
    return sha256.equals(other.sha256()) || other.sha256().equals(prefixes.get(other.bytes()));
  }
}
