package io.quipu.localstack.process;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The folders of the servers of one kind in a stack. A single server has the folder itself, such as
 * {@code kafka}. The three members of a cluster have {@code kafka-1}, {@code kafka-2} and {@code
 * kafka-3}.
 *
 * @param single the folder of a single server
 */
public record MemberFolders(Path single) {
  /** The number of members of a cluster: the fewest of which one may be down. */
  public static final int MEMBERS = 3;

  /** The folder of a member of a cluster; members are numbered from 1. */
  public ServerFolder member(int number) {
    return new ServerFolder(single.resolveSibling(single.getFileName() + "-" + number));
  }

  /** Whether the servers are a cluster, because its first member was started before. */
  public boolean isCluster() {
    return wasUsed(member(1));
  }

  /**
   * The folders of the members of the cluster if it was started before, or that of the single
   * server.
   */
  public List<ServerFolder> all() {
    return isCluster()
        ? IntStream.rangeClosed(1, MEMBERS).mapToObj(this::member).toList()
        : List.of(new ServerFolder(single));
  }

  /**
   * Checks that the stack has no data of another number of servers: they could not take it over.
   *
   * @param count the number of servers that shall start
   * @param option the option that says how many servers there are
   * @throws LocalStackException if it has
   */
  public void requireSame(int count, String option) {
    if (all().stream().anyMatch(MemberFolders::wasUsed) && all().size() != count) {
      throw new LocalStackException(
          String.format(
              "The stack in %s has its data from a start with %s=%d: give the same number again,"
                  + " or choose another folder with --folder.",
              single.toAbsolutePath().getParent(), option, all().size()));
    }
  }

  private static boolean wasUsed(ServerFolder folder) {
    return Files.exists(folder.ports());
  }
}
