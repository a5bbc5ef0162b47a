package io.quipu.localstack.kafka;

import io.quipu.localstack.process.MemberFolders;
import io.quipu.localstack.process.Ports;
import io.quipu.localstack.process.ServerFolder;
import io.quipu.localstack.process.ServerStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/**
 * Settings of three Kafka brokers on this machine, each broker and controller. By default a topic
 * has three replicas, and two of them must have a record before it is acknowledged. So any one
 * broker can be killed: another one leads its partitions some seconds later, and no acknowledged
 * record is lost.
 *
 * <p>Each broker keeps its files in a folder of its own, and can be started again alone.
 */
public final class LocalKafkaCluster {
  /** The number of brokers. */
  public static final int BROKERS = MemberFolders.MEMBERS;

  private final LocalKafka pattern;
  private final MemberFolders folders;

  private LocalKafkaCluster(LocalKafka pattern) {
    this.pattern = pattern;
    this.folders = new MemberFolders(pattern.folder());
  }

  /**
   * Brokers with the settings of one.
   *
   * @param pattern its folder with the number of the broker is the folder of each; its port is that
   *     of the first broker, and the others have the next ones
   */
  public static LocalKafkaCluster of(LocalKafka pattern) {
    return new LocalKafkaCluster(pattern);
  }

  /** The name of a broker, such as "Kafka 1". */
  public static String nameOf(int number) {
    return LocalKafka.NAME + " " + number;
  }

  /**
   * Starts all brokers and returns; they answer some seconds later.
   *
   * @return the brokers, in the order of their numbers
   * @throws io.quipu.localstack.process.LocalStackException as {@link LocalKafka#start} does
   */
  public List<RunningKafka> start() {
    return startMissing(line -> {});
  }

  /**
   * Starts the brokers that do not run, and returns them.
   *
   * @param progress is given a line for each broker that already runs or has ended unexpectedly
   */
  public List<RunningKafka> startMissing(Consumer<String> progress) {
    List<RunningKafka> started = new ArrayList<>();
    try {
      for (int number = 1; number <= BROKERS; number++) {
        if (!ServerStatus.of(nameOf(number), folders.member(number), Ports.LOOPBACK)
            .saysItRuns(progress)) {
          started.add(startBroker(number));
        }
      }
    } catch (RuntimeException e) {
      started.forEach(RunningKafka::stop);
      throw e;
    }
    return started;
  }

  /**
   * Starts one broker, for the first time or again.
   *
   * @param number 1 to {@value #BROKERS}
   * @throws io.quipu.localstack.process.LocalStackException as {@link LocalKafka#start} does
   */
  public RunningKafka startBroker(int number) {
    int port = pattern.port() == Ports.ANY ? Ports.ANY : pattern.port() + number - 1;
    return pattern
        .withFolder(folders.member(number).root())
        .withPort(port)
        .withMembership(membership(number))
        .start();
  }

  private KafkaMembership membership(int number) {
    Map<Integer, Integer> controllers =
        IntStream.rangeClosed(1, BROKERS)
            .boxed()
            .collect(Collectors.toMap(each -> each, this::controllerPort));
    String voters =
        IntStream.rangeClosed(1, BROKERS)
            .mapToObj(each -> each + "@127.0.0.1:" + controllers.get(each))
            .collect(Collectors.joining(","));
    return new KafkaMembership(number, controllerPort(number), voters, clusterId());
  }

  /** The port of a controller is chosen once, because the other controllers look for it there. */
  private int controllerPort(int number) {
    ServerFolder files = folders.member(number);
    return Optional.ofNullable(Ports.noted(files).get(KafkaConfig.CONTROLLER))
        .orElseGet(
            () ->
                Ports.loopback(
                        Ports.decide(
                            LocalKafka.NAME, files, Map.of(KafkaConfig.CONTROLLER, Ports.ANY)),
                        KafkaConfig.CONTROLLER)
                    .getPort());
  }

  /** The same for all brokers, without a place where it is kept. */
  private String clusterId() {
    UUID id =
        UUID.nameUUIDFromBytes(
            folders.member(1).root().toString().getBytes(StandardCharsets.UTF_8));
    return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
  }
}
