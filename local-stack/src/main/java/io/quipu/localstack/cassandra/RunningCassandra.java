package io.quipu.localstack.cassandra;

import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.SocketFactory;

/** A Cassandra node that was started by {@link LocalCassandra}. */
public final class RunningCassandra extends RunningServer {
  private static final int PROBE_TIMEOUT_MS = 1000;

  /* CQL native protocol 4: version, flags, stream (2 bytes), operation, body length (4 bytes). */
  private static final byte[] OPTIONS = {4, 0, 0, 0, 5, 0, 0, 0, 0};
  private static final int SUPPORTED = 6;

  private final SocketFactory sockets;

  RunningCassandra(
      String name,
      ServerFolder folder,
      InetSocketAddress address,
      ServerProcess process,
      SocketFactory sockets) {
    super(name, folder, address, process);
    this.sockets = sockets;
  }

  /** The address that drivers connect to. */
  public InetSocketAddress contactPoint() {
    return address();
  }

  /** The node's data centre, which drivers require. */
  public String dataCenter() {
    return LocalCassandra.DATA_CENTER;
  }

  @Override
  public RunningCassandra awaitReady(Duration timeout) {
    super.awaitReady(timeout);
    return this;
  }

  @Override
  protected boolean answers() {
    try (Socket socket = sockets.createSocket()) {
      socket.connect(address(), PROBE_TIMEOUT_MS);
      socket.setSoTimeout(PROBE_TIMEOUT_MS);
      socket.getOutputStream().write(OPTIONS);
      socket.getOutputStream().flush();
      DataInputStream in = new DataInputStream(socket.getInputStream());
      in.skipNBytes(4);
      return in.readUnsignedByte() == SUPPORTED;
    } catch (IOException e) {
      return false;
    }
  }
}
