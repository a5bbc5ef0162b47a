package io.quipu.localstack.kafka;

import io.quipu.localstack.process.LocalStackException;
import io.quipu.localstack.process.RunningServer;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.errors.RetriableException;

/** A Kafka broker that was started by {@link LocalKafka}. */
public final class RunningKafka extends RunningServer {
  private static final int PROBE_TIMEOUT_MS = 1000;

  private final int id;
  private final Map<String, String> clientProperties;

  RunningKafka(
      String name,
      int id,
      ServerFolder folder,
      InetSocketAddress address,
      ServerProcess process,
      Map<String, String> clientProperties) {
    super(name, folder, address, process);
    this.id = id;
    this.clientProperties = clientProperties;
  }

  /** The id of the broker in its cluster, which is its number. */
  public int id() {
    return id;
  }

  /** The address in the form of Kafka's {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return address().getHostString() + ":" + address().getPort();
  }

  @Override
  public RunningKafka awaitReady(Duration timeout) {
    super.awaitReady(timeout);
    return this;
  }

  @Override
  protected boolean answers() {
    // A Kafka client would log a warning for every attempt to connect.
    return isListening() && hasBroker();
  }

  private boolean isListening() {
    try (Socket socket = new Socket()) {
      socket.connect(address(), PROBE_TIMEOUT_MS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private boolean hasBroker() {
    Map<String, Object> properties = new HashMap<>(clientProperties);
    properties.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
    properties.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MS);
    properties.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, PROBE_TIMEOUT_MS);
    try (Admin admin = Admin.create(properties)) {
      return admin.describeCluster().nodes().get().stream().anyMatch(node -> node.id() == id);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException) {
        return false;
      }
      throw new LocalStackException(
          "Kafka at " + bootstrapServers() + " refuses the client: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalStackException("Interrupted while waiting for Kafka.", e);
    }
  }
}
