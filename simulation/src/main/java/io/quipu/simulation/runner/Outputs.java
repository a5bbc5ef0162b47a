package io.quipu.simulation.runner;

import io.quipu.simulation.graph.Graph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.util.WindowedValueMultiReceiver;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValue;
import org.joda.time.Instant;

/** Where the elements of an operator go: to others of its stage, and through shuffles by key. */
final class Outputs implements WindowedValueMultiReceiver {
  private static final byte[] NO_KEY = new byte[0];

  /**
   * The channels of a shuffle to each subtask of an operator. An operator without keys has one
   * channel, to the same subtask.
   */
  record Shuffle(Graph.Operator to, List<Channel> channels, RunnerTampering tampering) {

    void send(Object value, Instant time) {
      for (Object element : tampering.shuffled(to.name(), value)) {
        byte[] key = to.stateful() ? key(element) : NO_KEY;
        channels
            .get(subtask(key, channels.size()))
            .send(new Channel.Element(key, encode(to.input(), element), time));
      }
    }

    private byte[] key(Object element) {
      KvCoder<?, ?> coder = (KvCoder<?, ?>) (Coder<?>) to.input();
      return encode(coder.getKeyCoder(), ((KV<?, ?>) element).getKey());
    }

    void sendToAll(Channel.Item item) {
      channels.forEach(channel -> channel.send(item));
    }
  }

  private final Map<TupleTag<?>, List<OperatorInstance>> chained = new HashMap<>();
  private final Map<TupleTag<?>, List<Shuffle>> shuffles = new HashMap<>();
  private final List<Shuffle> allShuffles = new ArrayList<>();
  private final List<OperatorInstance> allChained = new ArrayList<>();

  void chain(TupleTag<?> tag, OperatorInstance next) {
    chained.computeIfAbsent(tag, any -> new ArrayList<>()).add(next);
    allChained.add(next);
  }

  void shuffle(TupleTag<?> tag, Shuffle shuffle) {
    shuffles.computeIfAbsent(tag, any -> new ArrayList<>()).add(shuffle);
    allShuffles.add(shuffle);
  }

  List<OperatorInstance> chained() {
    return allChained;
  }

  List<Shuffle> shuffles() {
    return allShuffles;
  }

  @Override
  @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
  public <T> void output(TupleTag<T> tag, WindowedValue<T> value) {
    for (OperatorInstance next : chained.getOrDefault(tag, List.of())) {
      next.process((WindowedValue<Object>) value, NO_KEY, NO_KEY);
    }
    for (Shuffle shuffle : shuffles.getOrDefault(tag, List.of())) {
      shuffle.send(value.getValue(), value.getTimestamp());
    }
  }

  /** The subtask of a key. */
  static int subtask(byte[] key, int subtasks) {
    int hash = Arrays.hashCode(key) * 0x9E3779B9;
    return Math.floorMod(hash ^ hash >>> 15, subtasks);
  }

  private static byte[] encode(Coder<?> coder, Object value) {
    try {
      @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
      Coder<Object> any = (Coder<Object>) coder;
      return CoderUtils.encodeToByteArray(any, value);
    } catch (CoderException e) {
      throw new IllegalStateException("An element cannot be encoded.", e);
    }
  }
}
