package io.quipu.localstack.cassandra;

import io.quipu.localstack.process.MemberFolders;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Settings of three Cassandra nodes on this machine, at the loopback addresses 127.0.0.1, 127.0.0.2
 * and 127.0.0.3, with the same ports. A keyspace with three copies stays readable and writable with
 * {@code LOCAL_QUORUM} while any one node is down.
 *
 * <p>Each node keeps its files in a folder of its own, and can be started again alone. Some systems
 * other than Linux have only 127.0.0.1; add the two other addresses there.
 */
public final class LocalCassandraCluster {
  /** The number of nodes. */
  public static final int NODES = MemberFolders.MEMBERS;

  private final LocalCassandra pattern;
  private final MemberFolders folders;

  private LocalCassandraCluster(LocalCassandra pattern) {
    this.pattern = pattern;
    this.folders = new MemberFolders(pattern.folder());
  }

  /**
   * Nodes with the settings of one.
   *
   * @param pattern its folder with the number of the node is the folder of each
   */
  public static LocalCassandraCluster of(LocalCassandra pattern) {
    return new LocalCassandraCluster(pattern);
  }

  /** The name of a node, such as "Cassandra 1". */
  public static String nameOf(int number) {
    return LocalCassandra.NAME + " " + number;
  }

  /**
   * Starts all nodes and returns; they answer some seconds later.
   *
   * @return the nodes, in the order of their numbers
   * @throws io.quipu.localstack.process.LocalStackException as {@link LocalCassandra#start} does
   */
  public List<RunningCassandra> start() {
    return startMissing(line -> {});
  }

  /**
   * Starts the nodes that do not run, and returns them.
   *
   * @param progress is given a line for each node that already runs or has ended unexpectedly
   */
  public List<RunningCassandra> startMissing(Consumer<String> progress) {
    List<RunningCassandra> started = new ArrayList<>();
    try {
      for (int number = 1; number <= NODES; number++) {
        if (!ServerStatus.of(nameOf(number), folders.member(number), Ports.loopback(number))
            .saysItRuns(progress)) {
          started.add(startNode(number));
        }
      }
    } catch (RuntimeException e) {
      started.forEach(RunningCassandra::stop);
      throw e;
    }
    return started;
  }

  /**
   * Starts one node, for the first time or again.
   *
   * @param number 1 to {@value #NODES}
   * @throws io.quipu.localstack.process.LocalStackException as {@link LocalCassandra#start} does
   */
  public RunningCassandra startNode(int number) {
    Map<String, Integer> ports = ports();
    return pattern
        .withFolder(folders.member(number).root())
        .withPort(Ports.loopback(ports, Ports.CLIENT).getPort())
        .withStoragePort(Ports.loopback(ports, CassandraConfig.STORAGE).getPort())
        .withMembership(new CassandraMembership(number, NODES))
        .start();
  }

  /** The ports of all nodes. They are chosen once, because the nodes and the clients share them. */
  private Map<String, Integer> ports() {
    ServerFolder first = folders.member(1);
    Map<String, Integer> noted = Ports.noted(first);
    boolean same = pattern.port() == Ports.ANY || noted.containsValue(pattern.port());
    return noted.containsKey(CassandraConfig.STORAGE) && same
        ? noted
        : Ports.decide(
            LocalCassandra.NAME,
            first,
            Map.of(Ports.CLIENT, pattern.port(), CassandraConfig.STORAGE, pattern.storagePort()));
  }
}
