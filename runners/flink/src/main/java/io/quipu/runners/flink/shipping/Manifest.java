package io.quipu.runners.flink.shipping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a copy consists of.
 *
 * @param shipped when it was made
 * @param folder the state folder, whose path is also in the checkpoint
 * @param incarnation the number of the run that it is of
 * @param checkpoint the folder of the checkpoint, relative to the state folder
 * @param files the files, relative to the state folder
 */
record Manifest(
    Instant shipped, String folder, long incarnation, String checkpoint, List<FileCopy> files) {
  private static final int VERSION = 1;
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * A file.
   *
   * @param path relative to the state folder, and to the place of the copies
   * @param bytes its size
   * @param sha256 the hash of its bytes, in hexadecimal digits
   */
  record FileCopy(String path, long bytes, String sha256) {}

  byte[] toBytes() throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("version", VERSION);
    json.put("shipped", shipped.toString());
    json.put("folder", folder);
    json.put("incarnation", incarnation);
    json.put("checkpoint", checkpoint);
    for (FileCopy file : files) {
      json.withArray("/files")
          .addObject()
          .put("path", file.path)
          .put("bytes", file.bytes)
          .put("sha256", file.sha256);
    }
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }

  static Manifest fromBytes(byte[] bytes) throws IOException {
    JsonNode json = JSON.readTree(bytes);
    if (json.path("version").asInt() != VERSION) {
      throw new JobException(
          "The copy has the format %s, and this build knows %d; fetch it with the build that shipped it."
              .formatted(json.path("version"), VERSION));
    }
    List<FileCopy> files = new ArrayList<>();
    for (JsonNode file : json.path("files")) {
      files.add(
          new FileCopy(
              file.path("path").asText(),
              file.path("bytes").asLong(),
              file.path("sha256").asText()));
    }
    return new Manifest(
        Instant.parse(json.path("shipped").asText()),
        json.path("folder").asText(),
        json.path("incarnation").asLong(),
        json.path("checkpoint").asText(),
        files);
  }
}
