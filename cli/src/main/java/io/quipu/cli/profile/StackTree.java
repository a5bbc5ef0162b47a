package io.quipu.cli.profile;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Samples of stacks, merged into a tree: each node is a frame, with the samples that went through.
 */
final class StackTree {
  private final String frame;
  private final Map<String, StackTree> callees = new TreeMap<>();
  private long samples;

  StackTree(String frame) {
    this.frame = frame;
  }

  /**
   * Adds a sample.
   *
   * @param stack the frames, of which the first has called the second, and so on
   */
  void add(List<String> stack) {
    samples++;
    if (!stack.isEmpty()) {
      callees.computeIfAbsent(stack.get(0), StackTree::new).add(stack.subList(1, stack.size()));
    }
  }

  String frame() {
    return frame;
  }

  long samples() {
    return samples;
  }

  Iterable<StackTree> callees() {
    return callees.values();
  }
}
