package io.quipu.runners.flink.shipping;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import com.google.common.hash.HashingInputStream;
import com.google.common.io.ByteStreams;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult.Metadata;
import org.apache.beam.sdk.io.fs.ResolveOptions.StandardResolveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/** The folder of the copies, on any file system that Beam knows. */
final class CopyPlace {
  private static final String TYPE = "application/octet-stream";

  /** So that a listing by name is one by time. */
  private static final String MANIFEST = "manifest-%015d.json";

  private static final String MANIFESTS = "manifest-";

  private final ResourceId folder;

  /**
   * @param folder a path or a URI
   */
  CopyPlace(String folder) {
    this.folder = FileSystems.matchNewResource(folder, true);
  }

  @Override
  public String toString() {
    return folder.toString();
  }

  private ResourceId file(String path) {
    ResourceId at = folder;
    List<String> names = Splitter.on('/').splitToList(path);
    for (String name : names.subList(0, names.size() - 1)) {
      at = at.resolve(name, StandardResolveOptions.RESOLVE_DIRECTORY);
    }
    return at.resolve(names.get(names.size() - 1), StandardResolveOptions.RESOLVE_FILE);
  }

  /** The sizes of all files that are there, by their paths. */
  Map<String, Long> list() throws IOException {
    Map<String, Long> files = new HashMap<>();
    String root = folder.toString();
    try {
      for (Metadata found : FileSystems.match(root + "**").metadata()) {
        files.put(found.resourceId().toString().substring(root.length()), found.sizeBytes());
      }
    } catch (FileNotFoundException e) {
      // The first copy makes the folder.
    }
    return files;
  }

  /** Copies a file there. */
  Manifest.FileCopy put(String path, Path from) throws IOException {
    try (HashingInputStream in =
            new HashingInputStream(Hashing.sha256(), Files.newInputStream(from));
        OutputStream out = Channels.newOutputStream(FileSystems.create(file(path), TYPE))) {
      long bytes = ByteStreams.copy(in, out);
      return new Manifest.FileCopy(path, bytes, in.hash().toString());
    }
  }

  /** Copies a file from there, and checks it. */
  void get(Manifest.FileCopy copy, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    String hash;
    try (HashingInputStream in = new HashingInputStream(Hashing.sha256(), open(file(copy.path())));
        OutputStream out = Files.newOutputStream(to)) {
      ByteStreams.copy(in, out);
      hash = in.hash().toString();
    }
    if (!hash.equals(copy.sha256())) {
      throw new IOException(
          "The copy of " + copy.path() + " in " + folder + " has other bytes than were shipped.");
    }
  }

  private static InputStream open(ResourceId file) throws IOException {
    return Channels.newInputStream(FileSystems.open(file));
  }

  /** Writes the manifest, which makes the copy valid. */
  void put(Manifest manifest) throws IOException {
    String name = MANIFEST.formatted(manifest.shipped().toEpochMilli());
    try (OutputStream out = Channels.newOutputStream(FileSystems.create(file(name), TYPE))) {
      out.write(manifest.toBytes());
    }
  }

  /** The manifests of the copies that are there, the latest first, by their names. */
  Map<String, Manifest> manifests(Map<String, Long> listed) throws IOException {
    Map<String, Manifest> all = new LinkedHashMap<>();
    List<String> names =
        listed.keySet().stream()
            .filter(name -> name.startsWith(MANIFESTS))
            .sorted(Comparator.reverseOrder())
            .toList();
    for (String name : names) {
      try (InputStream in = open(file(name))) {
        all.put(name, Manifest.fromBytes(in.readAllBytes()));
      }
    }
    return all;
  }

  void delete(List<String> paths) throws IOException {
    List<ResourceId> files = new ArrayList<>();
    paths.forEach(path -> files.add(file(path)));
    FileSystems.delete(files);
  }
}
