package io.quipu.runners.flink.shipping;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.KeyedStateHandle;
import org.apache.flink.runtime.state.OperatorStateHandle;
import org.apache.flink.runtime.state.StreamStateHandle;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.apache.flink.runtime.state.memory.ByteStreamStateHandle;
import org.jspecify.annotations.Nullable;

/**
 * The files of which a checkpoint of Flink consists, as its metadata names them. Small state is in
 * the metadata itself.
 */
final class CheckpointFiles {
  /** Flink writes it last, and it is copied last. */
  private static final String METADATA = "_metadata";

  private final TreeSet<Path> files = new TreeSet<>();

  private CheckpointFiles() {}

  /**
   * The files, of which the last one is the metadata.
   *
   * @param checkpoint its folder
   * @throws IOException if it is not there any more
   */
  static List<Path> of(Path checkpoint) throws IOException {
    Path metadata = checkpoint.resolve(METADATA);
    CheckpointFiles found = new CheckpointFiles();
    try (InputStream in = Files.newInputStream(metadata)) {
      found.add(
          Checkpoints.loadCheckpointMetadata(
              new DataInputStream(in),
              CheckpointFiles.class.getClassLoader(),
              checkpoint.toUri().toString()));
    }
    List<Path> all = new ArrayList<>(found.files);
    all.add(metadata);
    return all;
  }

  private void add(CheckpointMetadata metadata) throws IOException {
    for (OperatorState operator : metadata.getOperatorStates()) {
      add(operator.getCoordinatorState());
      for (OperatorSubtaskState subtask : operator.getSubtaskStates().values()) {
        for (OperatorStateHandle state : subtask.getManagedOperatorState()) {
          add(state.getDelegateStateHandle());
        }
        for (OperatorStateHandle state : subtask.getRawOperatorState()) {
          add(state.getDelegateStateHandle());
        }
        for (KeyedStateHandle state : subtask.getManagedKeyedState()) {
          addKeyed(state);
        }
        for (KeyedStateHandle state : subtask.getRawKeyedState()) {
          addKeyed(state);
        }
      }
    }
  }

  private void addKeyed(KeyedStateHandle state) throws IOException {
    if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
      add(incremental.getMetaDataStateHandle());
      for (var part : incremental.getSharedState()) {
        add(part.getHandle());
      }
      for (var part : incremental.getPrivateState()) {
        add(part.getHandle());
      }
    } else if (state instanceof KeyGroupsStateHandle groups) {
      add(groups.getDelegateStateHandle());
    } else {
      throw unknown(state);
    }
  }

  private void add(@Nullable StreamStateHandle state) throws IOException {
    if (state instanceof FileStateHandle file) {
      files.add(Path.of(file.getFilePath().getPath()).normalize());
    } else if (state != null && !(state instanceof ByteStreamStateHandle)) {
      throw unknown(state);
    }
  }

  private static IOException unknown(Object state) {
    return new IOException(
        "The checkpoint has state of a kind that cannot be copied ("
            + state.getClass().getName()
            + "); use the state backend of this build.");
  }
}
