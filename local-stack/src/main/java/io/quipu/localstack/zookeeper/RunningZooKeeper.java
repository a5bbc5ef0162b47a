package io.quipu.localstack.zookeeper;

import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A ZooKeeper server that was started by {@link LocalZooKeeper}. */
public final class RunningZooKeeper extends RunningServer {
  private static final int PROBE_TIMEOUT_MS = 1000;

  /* A request of four letters, and how its answer begins. */
  private static final byte[] SERVER_STATUS = "srvr".getBytes(StandardCharsets.US_ASCII);
  private static final String VERSION = "Zookeeper version";

  RunningZooKeeper(ServerFolder folder, InetSocketAddress address, ServerProcess process) {
    super(LocalZooKeeper.NAME, folder, address, process);
  }

  @Override
  protected boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), PROBE_TIMEOUT_MS);
      socket.setSoTimeout(PROBE_TIMEOUT_MS);
      socket.getOutputStream().write(SERVER_STATUS);
      socket.getOutputStream().flush();
      return new String(
              socket.getInputStream().readNBytes(VERSION.length()), StandardCharsets.US_ASCII)
          .equals(VERSION);
    } catch (IOException e) {
      return false;
    }
  }
}
