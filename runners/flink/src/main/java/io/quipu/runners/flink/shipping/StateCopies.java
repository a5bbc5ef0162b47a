package io.quipu.runners.flink.shipping;

import io.quipu.runners.flink.embedded.CheckpointFolder;
import io.quipu.runners.flink.embedded.StateFolder;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;

/** Ships the last checkpoint of a state folder to another place, and fetches it from there. */
public final class StateCopies {
  /** A new checkpoint may replace the one that is being copied; each try begins with the newest. */
  private static final int TRIES = 10;

  /** The copy before the last one stays, for somebody who fetches it just now. */
  private static final int KEPT = 2;

  private final CopyPlace place;
  private final Clock clock;

  /**
   * Copies in a folder.
   *
   * @param place a path, or a URI of a file system that Beam knows
   */
  public StateCopies(String place) {
    this(place, Clock.systemUTC());
  }

  StateCopies(String place, Clock clock) {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    this.place = new CopyPlace(place);
    this.clock = clock;
  }

  /**
   * A copy.
   *
   * @param shipped when it was made
   * @param folder the state folder
   * @param checkpoint the name of the checkpoint in it
   * @param files of how many files it consists
   * @param copied how many of them were copied now
   * @param bytes how many bytes were copied now
   */
  public record Copy(
      Instant shipped, Path folder, String checkpoint, int files, int copied, long bytes) {}

  /**
   * Ships the last complete checkpoint, also of a job that runs.
   *
   * @return empty if there is none yet
   * @throws JobException if nothing says of which run the state is
   * @throws IOException if a file cannot be read or written
   */
  public Optional<Copy> ship(Path stateFolder) throws IOException {
    Path folder = stateFolder.toAbsolutePath().normalize();
    IOException last = null;
    for (int i = 0; i < TRIES; i++) {
      Optional<Path> checkpoint = CheckpointFolder.latest(folder);
      if (checkpoint.isEmpty()) {
        return Optional.empty();
      }
      try {
        return Optional.of(ship(folder, checkpoint.get()));
      } catch (NoSuchFileException e) {
        last = e;
      }
    }
    throw new IOException(
        "Each checkpoint of %s is replaced before it is copied; copy to a faster place, or set a longer --checkpointingInterval for the job."
            .formatted(folder),
        last);
  }

  private Copy ship(Path folder, Path checkpoint) throws IOException {
    OptionalLong incarnation = StateFolder.incarnation(folder);
    if (incarnation.isEmpty()) {
      throw new JobException(
          "Nothing says of which run the state in %s is; start the job with this build first."
              .formatted(folder));
    }
    Map<String, Long> there = place.list();
    Map<String, Manifest.FileCopy> known =
        place.manifests(there).values().stream()
            .flatMap(manifest -> manifest.files().stream())
            .collect(Collectors.toMap(Manifest.FileCopy::path, copy -> copy, (one, same) -> one));
    List<Manifest.FileCopy> files = new ArrayList<>();
    int copied = 0;
    long bytes = 0;
    for (Path file : CheckpointFiles.of(checkpoint)) {
      String path = folder.relativize(file).toString();
      Manifest.FileCopy copy = known.get(path);
      // Flink never writes to a file again, so one with its name is the same.
      if (copy == null || !there.containsKey(path)) {
        copy = place.put(path, file);
        copied++;
        bytes += copy.bytes();
      }
      files.add(copy);
    }
    Manifest manifest =
        new Manifest(
            clock.instant(),
            folder.toString(),
            incarnation.getAsLong(),
            folder.relativize(checkpoint).toString(),
            files);
    place.put(manifest);
    deleteOld();
    return new Copy(
        manifest.shipped(),
        folder,
        String.valueOf(checkpoint.getFileName()),
        files.size(),
        copied,
        bytes);
  }

  /** Deletes what only older copies need. */
  private void deleteOld() throws IOException {
    Map<String, Long> there = place.list();
    Set<String> needed = new HashSet<>();
    int kept = 0;
    for (Map.Entry<String, Manifest> one : place.manifests(there).entrySet()) {
      if (kept++ < KEPT) {
        needed.add(one.getKey());
        one.getValue().files().forEach(file -> needed.add(file.path()));
      }
    }
    List<String> old =
        there.keySet().stream()
            // Nothing is touched that is not of a copy.
            .filter(path -> path.startsWith("manifest-") || path.startsWith("checkpoints/"))
            .filter(path -> !needed.contains(path))
            .toList();
    place.delete(old);
  }

  /**
   * Fetches the latest copy into its state folder, from which the job then continues.
   *
   * @param stateFolder null for the folder that was shipped
   * @throws JobException if there is no copy, or the folder has a checkpoint already, or is another
   *     one than was shipped
   * @throws IOException if a file cannot be read or written, or has other bytes than were shipped
   */
  public Copy fetch(@Nullable Path stateFolder) throws IOException {
    Manifest manifest =
        place.manifests(place.list()).values().stream()
            .findFirst()
            .orElseThrow(
                () -> new JobException("There is no copy in " + place + "; check the name."));
    Path shipped = Path.of(manifest.folder());
    Path folder = stateFolder == null ? shipped : stateFolder.toAbsolutePath().normalize();
    if (!folder.equals(shipped)) {
      throw new JobException(
          ("The copy is of the folder %s, and Flink's checkpoints contain that path, so it must be"
                  + " fetched into a folder of the same name, and not into %s.")
              .formatted(shipped, folder));
    }
    try (StateFolder locked = StateFolder.lasting(folder)) {
      if (CheckpointFolder.latest(folder).isPresent()) {
        throw new JobException(
            ("The folder %s has a checkpoint already, which may be newer than the copy of %s. To use"
                    + " the copy, move the folder away first.")
                .formatted(folder, manifest.shipped()));
      }
      long bytes = 0;
      // The metadata comes last, so a checkpoint that was not fetched as a whole is none.
      for (Manifest.FileCopy file : manifest.files()) {
        place.get(file, folder.resolve(file.path()));
        bytes += file.bytes();
      }
      locked.noteIncarnation(manifest.incarnation());
      int files = manifest.files().size();
      Path checkpoint = Path.of(manifest.checkpoint());
      return new Copy(
          manifest.shipped(),
          folder,
          String.valueOf(checkpoint.getFileName()),
          files,
          files,
          bytes);
    }
  }
}
