package io.quipu.audit.input;

import io.quipu.io.StartupException;
import io.quipu.io.files.EventFile;
import io.quipu.model.event.RawRecord;
import io.quipu.pipeline.start.InputFiles;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.MatchResult;

/** The events of files. */
final class FileLog implements EventLog {
  private final List<MatchResult.Metadata> files;

  /**
   * Finds the files.
   *
   * @throws StartupException if no file matches, or a file is not a file of events
   */
  FileLog(String glob) {
    files = new InputFiles(glob).match();
  }

  @Override
  public <E extends Exception> void readCounted(Sink<E> sink) throws E {
    for (MatchResult.Metadata file : files) {
      String name = file.resourceId().toString();
      try (EventFile events = EventFile.open(name, FileSystems.open(file.resourceId()))) {
        for (RawRecord record = events.next(); record != null; record = events.next()) {
          sink.record(record, true);
        }
      } catch (IOException e) {
        throw new StartupException(
            "The file '%s' cannot be read (%s); replace it, and audit again."
                .formatted(name, e.getMessage()),
            e);
      }
    }
  }

  @Override
  public <E extends Exception> void readRest(Sink<E> sink) {
    // Files do not grow.
  }

  @Override
  public boolean isComplete() {
    return true;
  }

  @Override
  public Set<String> files() {
    return files.stream().map(file -> file.resourceId().toString()).collect(Collectors.toSet());
  }

  @Override
  public void close() {}
}
