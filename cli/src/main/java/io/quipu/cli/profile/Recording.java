package io.quipu.cli.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;

/** Reads the samples of Java code from a recording of the Flight Recorder. */
final class Recording {
  private static final String SAMPLE = "jdk.ExecutionSample";

  private Recording() {}

  /**
   * The stacks of all threads that were running when they were looked at. The first frame is the
   * thread, without its number, so that equal threads are one.
   */
  static StackTree read(Path file) throws IOException {
    StackTree all = new StackTree("all threads");
    try (RecordingFile events = new RecordingFile(file)) {
      while (events.hasMoreEvents()) {
        RecordedEvent event = events.readEvent();
        RecordedStackTrace trace = event.getStackTrace();
        if (event.getEventType().getName().equals(SAMPLE) && trace != null) {
          all.add(stack(event, trace));
        }
      }
    }
    return all;
  }

  private static List<String> stack(RecordedEvent event, RecordedStackTrace trace) {
    List<String> stack = new ArrayList<>();
    for (RecordedFrame frame : trace.getFrames()) {
      RecordedMethod method = frame.getMethod();
      if (method != null) {
        stack.add(method.getType().getName() + "." + method.getName());
      }
    }
    String thread =
        event.getThread("sampledThread") == null
            ? null
            : event.getThread("sampledThread").getJavaName();
    stack.add(
        thread == null ? "a thread of the JVM" : thread.replaceAll("[-#( ]*\\d+/?\\d*\\)?", ""));
    Collections.reverse(stack);
    return stack;
  }
}
