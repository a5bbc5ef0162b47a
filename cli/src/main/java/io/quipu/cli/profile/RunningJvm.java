package io.quipu.cli.profile;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.quipu.cli.CommandException;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;
import jdk.management.jfr.FlightRecorderMXBean;

/** Another Java process of this user on this machine, and its Flight Recorder. */
final class RunningJvm {
  private static final String JOB = "io.quipu.cli.Quipu run ";
  private static final String TASK_MANAGER = "org.apache.flink.runtime.taskexecutor.TaskManager";
  private static final int CHUNK = 1 << 16;

  private RunningJvm() {}

  /** The process ids of jobs and of Flink's task managers on this machine. */
  static List<VirtualMachineDescriptor> jobs() {
    return VirtualMachine.list().stream()
        .filter(
            jvm -> jvm.displayName().startsWith(JOB) || jvm.displayName().startsWith(TASK_MANAGER))
        .toList();
  }

  /**
   * Records what a process does.
   *
   * @param pid its id
   * @param to the file of the recording
   * @throws CommandException if the process cannot be asked
   */
  @SuppressWarnings("BanJNDI") // The address is that of a process of this user on this machine.
  static void record(long pid, Duration time, Path to) throws InterruptedException {
    try {
      VirtualMachine jvm = VirtualMachine.attach(Long.toString(pid));
      try (JMXConnector connector =
          JMXConnectorFactory.connect(new JMXServiceURL(jvm.startLocalManagementAgent()))) {
        record(connector.getMBeanServerConnection(), time, to);
      } finally {
        jvm.detach();
      }
    } catch (AttachNotSupportedException | IOException e) {
      throw new CommandException(
          "The process %d cannot be profiled (%s). Give the id of a running Java process, and call the command as its user."
              .formatted(pid, e.getMessage()),
          e);
    }
  }

  private static void record(MBeanServerConnection server, Duration time, Path to)
      throws IOException, InterruptedException {
    FlightRecorderMXBean recorder =
        ManagementFactory.newPlatformMXBeanProxy(
            server, FlightRecorderMXBean.MXBEAN_NAME, FlightRecorderMXBean.class);
    long recording = recorder.newRecording();
    try {
      // The settings that Java has for profiling: a sample of each running thread every 10 ms.
      recorder.setPredefinedConfiguration(recording, "profile");
      recorder.setRecordingOptions(recording, Map.of("name", "quipu profile"));
      recorder.startRecording(recording);
      Thread.sleep(time.toMillis());
      recorder.stopRecording(recording);
      copy(recorder, recording, to);
    } finally {
      recorder.closeRecording(recording);
    }
  }

  private static void copy(FlightRecorderMXBean recorder, long recording, Path to)
      throws IOException {
    long stream = recorder.openStream(recording, Map.of("blockSize", Integer.toString(CHUNK)));
    try (OutputStream out = Files.newOutputStream(to)) {
      byte[] bytes = recorder.readStream(stream);
      while (bytes != null) {
        out.write(bytes);
        bytes = recorder.readStream(stream);
      }
    } finally {
      recorder.closeStream(stream);
    }
  }
}
