package io.quipu.audit.input;

import io.quipu.io.StartupException;
import io.quipu.pipeline.options.JobSpec;
import java.util.function.Consumer;

/** Opens the log that a job reads. */
public final class EventLogs {
  private EventLogs() {}

  /**
   * Opens the input of a job.
   *
   * @param progress takes a line about what takes long
   * @throws StartupException if it is not there
   */
  public static EventLog open(JobSpec spec, Consumer<String> progress) throws InterruptedException {
    if (spec.input() instanceof JobSpec.Input.Tail) {
      throw new StartupException(
          "An audit needs files that are whole. Give --source=files, and in --input all files that the"
              + " job has read, also the rotated ones.");
    }
    return spec.input() instanceof JobSpec.Input.Topics topics
        ? TopicLog.open(spec, topics, progress)
        : new FileLog(((JobSpec.Input.Files) spec.input()).glob());
  }
}
