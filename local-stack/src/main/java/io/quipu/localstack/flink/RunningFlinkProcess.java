package io.quipu.localstack.flink;

import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.time.Duration;

/**
 * A job manager or task manager that was started by {@link LocalFlink}. Its address is that of the
 * job manager's web interface.
 */
public final class RunningFlinkProcess extends RunningServer {
  private final FlinkProbe probe;

  RunningFlinkProcess(String name, ServerFolder folder, ServerProcess process, FlinkProbe probe) {
    super(name, folder, probe.address(), process);
    this.probe = probe;
  }

  @Override
  public RunningFlinkProcess awaitReady(Duration timeout) {
    super.awaitReady(timeout);
    return this;
  }

  @Override
  protected boolean listensAtAddress() {
    return probe.isOfJobManager();
  }

  @Override
  protected boolean answers() {
    return probe.answers();
  }
}
