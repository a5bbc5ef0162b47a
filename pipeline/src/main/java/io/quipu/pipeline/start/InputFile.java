package io.quipu.pipeline.start;

import io.quipu.store.jobs.RunFile;
import java.util.Set;
import org.apache.beam.sdk.io.fs.MatchResult;

/**
 * A file of the input.
 *
 * @param metadata where it is, and its stored size
 * @param bytes how long its content is, without its compression
 * @param sha256 the hash of its content
 * @param beginnings those of the asked contents with which it begins
 */
record InputFile(
    MatchResult.Metadata metadata, long bytes, String sha256, Set<Content> beginnings) {

  /**
   * The content of a file.
   *
   * @param bytes its length
   * @param sha256 its hash
   */
  record Content(long bytes, String sha256) {
    static Content of(RunFile file) {
      return new Content(file.bytes(), file.sha256());
    }
  }

  String name() {
    return metadata.resourceId().toString();
  }

  RunFile toRunFile() {
    return new RunFile(name(), bytes, sha256);
  }

  /** Whether it begins with all that the other file has. */
  boolean continues(RunFile other) {
    return sha256.equals(other.sha256()) || beginnings.contains(Content.of(other));
  }
}
