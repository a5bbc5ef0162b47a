package io.quipu.simulation.runner;

import io.quipu.simulation.graph.Graph;
import io.quipu.simulation.graph.Graph.Operator;
import io.quipu.simulation.state.KeySnapshot;
import io.quipu.simulation.state.Times;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.WindowedValues;
import org.jspecify.annotations.Nullable;

/** The tasks of an attempt, with the channels between them and what they continue from. */
final class Wiring {
  private static final TupleTag<Object> START = new TupleTag<>("start");

  private final Graph graph;
  private final Settings settings;
  private final Environment environment;
  private final RunnerTampering tampering;
  private final List<Task> tasks = new ArrayList<>();
  private final List<SourceReader> sources = new ArrayList<>();
  private final Map<Integer, OperatorInstance> instances = new TreeMap<>();
  private Task.@Nullable Acknowledge acknowledge;

  private Wiring(
      Graph graph, Settings settings, Environment environment, RunnerTampering tampering) {
    this.graph = graph;
    this.settings = settings;
    this.environment = environment;
    this.tampering = tampering;
  }

  static Wiring of(
      Graph graph,
      Settings settings,
      Checkpoint from,
      Environment environment,
      RunnerTampering tampering,
      @Nullable Wiring before) {
    Wiring wiring = new Wiring(graph, settings, environment, tampering);
    for (int i = 0; i < graph.stages() * settings.parallelism(); i++) {
      wiring.tasks.add(new Task(tampering, task -> wiring.acknowledge(task)));
    }
    wiring.createOperators(before);
    wiring.connect();
    wiring.assign(from);
    wiring.restore(from);
    wiring.instances.values().forEach(OperatorInstance::setUp);
    wiring.start();
    return wiring;
  }

  List<Task> tasks() {
    return tasks;
  }

  List<SourceReader> sources() {
    return sources;
  }

  Collection<OperatorInstance> instances() {
    return instances.values();
  }

  /** Sets who takes the state of a checkpoint. */
  void acknowledge(Task.Acknowledge to) {
    acknowledge = to;
  }

  private void acknowledge(Task task) {
    Objects.requireNonNull(acknowledge).snapshot(task);
  }

  private Task task(int stage, int subtask) {
    return tasks.get(stage * settings.parallelism() + subtask);
  }

  private OperatorInstance instance(int operator, int subtask) {
    return Objects.requireNonNull(instances.get(operator * settings.parallelism() + subtask));
  }

  private void createOperators(@Nullable Wiring before) {
    for (Operator operator : graph.operators()) {
      for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
        OperatorInstance kept =
            before != null
                    && tampering.keepsInstances(operator.name())
                    && subtask < before.settings.parallelism()
                ? before.instance(operator.number(), subtask)
                : null;
        OperatorInstance instance =
            new OperatorInstance(operator, settings, environment, new Outputs(), kept);
        instances.put(operator.number() * settings.parallelism() + subtask, instance);
        task(operator.stage(), subtask).chain().add(instance);
      }
    }
  }

  private void connect() {
    for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
      for (int reader : graph.readers()) {
        connect(task(0, subtask).source(), SourceReader.tag(), reader, 0, subtask);
      }
      for (int reader : graph.startReaders()) {
        connect(task(0, subtask).start(), START, reader, 0, subtask);
      }
      for (Operator operator : graph.operators()) {
        Outputs outputs = instance(operator.number(), subtask).outputs();
        int from = subtask;
        operator
            .consumers()
            .forEach(
                (tag, next) ->
                    next.forEach(to -> connect(outputs, tag, to, operator.stage(), from)));
      }
    }
  }

  private void connect(Outputs outputs, TupleTag<?> tag, int to, int stage, int from) {
    Operator next = graph.operators().get(to);
    if (next.stage() == stage) {
      outputs.chain(tag, instance(to, from));
      return;
    }
    List<Channel> channels = new ArrayList<>();
    for (int other = 0; other < settings.parallelism(); other++) {
      if (next.stateful() || other == from) {
        Channel channel = new Channel();
        channels.add(channel);
        task(next.stage(), other).inputs().add(channel);
      }
    }
    outputs.shuffle(tag, new Outputs.Shuffle(next, channels, tampering));
  }

  private void assign(Checkpoint from) {
    for (int subtask = 0; subtask < settings.parallelism(); subtask++) {
      sources.add(new SourceReader(task(0, subtask), environment, tampering));
    }
    Map<Integer, Long> offsets = new TreeMap<>(from.offsets());
    for (int partition = 0; partition < settings.partitions(); partition++) {
      offsets.putIfAbsent(partition, 0L);
    }
    offsets.forEach(
        (partition, offset) ->
            sources
                .get(partition % settings.parallelism())
                .assign(partition, offset, from.times().getOrDefault(partition, Times.MIN)));
  }

  private void restore(Checkpoint from) {
    for (Operator operator : graph.operators()) {
      List<KeySnapshot> keys = tampering.restored(operator.name(), from.keys(operator.number()));
      for (KeySnapshot key : keys) {
        byte[] bytes = key.key().array();
        int subtask =
            tampering.placesByKey(operator.name())
                ? Outputs.subtask(bytes, settings.parallelism())
                : 0;
        instance(operator.number(), subtask).restore(key, keyOf(operator, bytes));
      }
    }
  }

  /** Sends the elements of a start, also of one from a checkpoint. */
  private void start() {
    for (Object element : graph.startElements()) {
      task(0, 0)
          .start()
          .output(START, WindowedValues.timestampedValueInGlobalWindow(element, Times.MIN));
    }
  }

  private static Object keyOf(Operator operator, byte[] bytes) {
    KvCoder<?, ?> coder = (KvCoder<?, ?>) (Coder<?>) operator.input();
    @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
    Coder<Object> keyCoder = (Coder<Object>) coder.getKeyCoder();
    return Task.decode(keyCoder, bytes);
  }
}
