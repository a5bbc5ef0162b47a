package io.quipu.runners.flink.shipping;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.quipu.runners.flink.embedded.CheckpointFolder;
import io.quipu.runners.flink.embedded.StateFolder;
import io.quipu.runners.spi.JobException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateCopiesTest {
  private static final long INCARNATION = 17;

  private final Path state;
  private final Path place;
  private int copies;

  StateCopiesTest(@TempDir Path folder) {
    state = folder.resolve("stäte");
    place = folder.resolve("copies");
  }

  @BeforeEach
  void prepare() throws IOException {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    Files.createDirectories(place);
    try (StateFolder folder = StateFolder.lasting(state)) {
      folder.noteIncarnation(INCARNATION);
    }
  }

  @Test
  void aFetchedFolderIsAsTheShippedOne() throws IOException {
    Path shared = file("checkpoints/job/shared/" + UUID.randomUUID(), "pages");
    checkpoint(3, shared);
    Map<String, String> shipped = checkpoints();
    // What a checkpoint does not name is not shipped.
    file("checkpoints/job/shared/" + UUID.randomUUID(), "of an unfinished checkpoint");

    assertThat(copy().ship(state).orElseThrow().copied(), equalTo(3));
    MoreFiles.deleteRecursively(state, RecursiveDeleteOption.ALLOW_INSECURE);
    assertThat(copy().fetch(null).checkpoint(), equalTo("chk-3"));

    assertThat(checkpoints(), equalTo(shipped));
    assertThat(StateFolder.incarnation(state).getAsLong(), equalTo(INCARNATION));
  }

  @Test
  void onlyNewFilesAreCopiedAndOldOnesGo() throws IOException {
    Path first = file("checkpoints/job/shared/" + UUID.randomUUID(), "first");
    Path second = file("checkpoints/job/shared/" + UUID.randomUUID(), "second");
    for (int number = 1; number <= 4; number++) {
      checkpoint(number, number < 3 ? first : second);
      int copied = copy().ship(state).orElseThrow().copied();
      // The metadata, the file of the operators, and a shared file if it is new.
      assertThat(copied, equalTo(number % 2 == 1 ? 3 : 2));
    }
    assertThat(Files.exists(place.resolve(state.relativize(first))), equalTo(false));
    assertThat(Files.exists(place.resolve(state.relativize(second))), equalTo(true));
    assertThat(Files.exists(place.resolve("checkpoints/job/chk-2")), equalTo(true));
    assertThat(Files.exists(place.resolve("checkpoints/job/chk-2/_metadata")), equalTo(false));
    assertThat(Files.exists(place.resolve("checkpoints/job/chk-3/_metadata")), equalTo(true));
  }

  @Test
  void withoutACheckpointThereIsNothingToShip() throws IOException {
    assertThat(copy().ship(state), equalTo(Optional.empty()));
    assertThat(
        assertThrows(JobException.class, () -> copy().fetch(null)).getMessage(),
        containsString("There is no copy in"));
  }

  @Test
  void aDamagedCopyIsRefused() throws IOException {
    Path shared = file("checkpoints/job/shared/" + UUID.randomUUID(), "pages");
    checkpoint(1, shared);
    copy().ship(state);
    Files.writeString(place.resolve(state.relativize(shared)), "bytes");
    MoreFiles.deleteRecursively(state, RecursiveDeleteOption.ALLOW_INSECURE);
    assertThat(
        assertThrows(IOException.class, () -> copy().fetch(null)).getMessage(),
        containsString("has other bytes than were shipped"));
    assertThat(CheckpointFolder.latest(state), equalTo(Optional.empty()));
  }

  @Test
  void stateIsNeverReplaced() throws IOException {
    checkpoint(1, file("checkpoints/job/shared/" + UUID.randomUUID(), "pages"));
    copy().ship(state);
    assertThat(
        assertThrows(JobException.class, () -> copy().fetch(null)).getMessage(),
        containsString("has a checkpoint already"));
    assertThat(
        assertThrows(JobException.class, () -> copy().fetch(place.resolve("other"))).getMessage(),
        containsString("must be fetched into a folder of the same name"));
  }

  private StateCopies copy() {
    Instant now = Instant.parse("2026-11-27T12:00:00Z").plus(Duration.ofMinutes(copies++));
    return new StateCopies(place.toString(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private Path file(String path, String content) throws IOException {
    Path file = state.resolve(path);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, content);
  }

  /** A checkpoint with a shared file, with a file of its own, and with small state. */
  private void checkpoint(int number, Path shared) throws IOException {
    Path before = state.resolve("checkpoints/job/chk-" + (number - 1));
    if (Files.exists(before)) {
      MoreFiles.deleteRecursively(before, RecursiveDeleteOption.ALLOW_INSECURE);
    }
    String chk = "checkpoints/job/chk-" + number + "/";
    Path own = file(chk + UUID.randomUUID(), "operators " + number);
    OperatorState operator = new OperatorState(new OperatorID(), 1, 128);
    operator.putState(
        0,
        OperatorSubtaskState.builder()
            .setManagedKeyedState(
                StateObjectCollection.singleton(
                    new IncrementalRemoteKeyedStateHandle(
                        UUID.randomUUID(),
                        KeyGroupRange.of(0, 127),
                        number,
                        List.of(HandleAndLocalPath.of(handle(shared), "1.sst")),
                        List.of(HandleAndLocalPath.of(handle(own), "MANIFEST")),
                        new ByteStreamStateHandle(
                            state + "/" + chk + UUID.randomUUID(), new byte[] {1, 2, 3}))))
            .build());
    try (OutputStream out = Files.newOutputStream(state.resolve(chk + "_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(operator), List.of()), out);
    }
  }

  private static FileStateHandle handle(Path file) throws IOException {
    return new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), Files.size(file));
  }

  private Map<String, String> checkpoints() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(state.resolve("checkpoints"))) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(
            state.relativize(file).toString(), Files.readString(file, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }
}
