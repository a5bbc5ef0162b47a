package io.quipu.simulation.runner;

import io.quipu.simulation.state.Times;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.util.CoderUtils;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.WindowedValues;
import org.joda.time.Instant;

/** A stage in one subtask: its operators, upstream ones first, and the channels that feed it. */
final class Task {

  /** Takes what a task says about a checkpoint. */
  interface Acknowledge {
    void snapshot(Task task);
  }

  private final RunnerTampering tampering;
  private final Acknowledge acknowledge;
  private final List<OperatorInstance> chain = new ArrayList<>();
  private final List<Channel> inputs = new ArrayList<>();
  private final Outputs start = new Outputs();
  private Outputs source = new Outputs();
  private int barriers;

  Task(RunnerTampering tampering, Acknowledge acknowledge) {
    this.tampering = tampering;
    this.acknowledge = acknowledge;
  }

  List<OperatorInstance> chain() {
    return chain;
  }

  List<Channel> inputs() {
    return inputs;
  }

  /** Where the source of the first stage sends its elements. */
  Outputs source() {
    return source;
  }

  /** Where the elements of a start go. Their time is that of the source. */
  Outputs start() {
    return start;
  }

  void source(Outputs outputs) {
    source = outputs;
  }

  /** Delivers the next item of a channel. */
  void deliver(Channel channel) {
    Channel.Item item = channel.take();
    if (item instanceof Channel.Element element) {
      process(element);
    } else if (item instanceof Channel.Watermark watermark) {
      channel.watermark(watermark.time());
      advance();
    } else if (item instanceof Channel.Barrier barrier) {
      align(channel, barrier.checkpoint());
    }
  }

  private void process(Channel.Element element) {
    OperatorInstance head = chain.get(0);
    if (element.time().isBefore(head.inputWatermark())
        && !tampering.acceptsLate(head.operator().name())) {
      return;
    }
    Object value = decode(head.operator().input(), element.bytes());
    Object key = value instanceof KV<?, ?> kv ? kv.getKey() : element.key();
    head.process(
        WindowedValues.timestampedValueInGlobalWindow(value, element.time()), element.key(), key);
  }

  private void align(Channel channel, long checkpoint) {
    barriers++;
    channel.block(tampering.aligns());
    if (barriers == inputs.size()) {
      barriers = 0;
      checkpoint(checkpoint);
      inputs.forEach(one -> one.block(false));
    }
  }

  /** Finishes bundles, gives the state to the checkpoint, and sends the barrier on. */
  void checkpoint(long checkpoint) {
    for (OperatorInstance operator : chain) {
      if (tampering.finishesBundle(operator.operator().name())) {
        operator.finishBundle();
      }
    }
    chain.forEach(this::advanceFrom);
    acknowledge.snapshot(this);
    sendToAll(new Channel.Barrier(checkpoint));
  }

  private void sendToAll(Channel.Item item) {
    source.shuffles().forEach(shuffle -> shuffle.sendToAll(item));
    for (OperatorInstance operator : chain) {
      operator.outputs().shuffles().forEach(shuffle -> shuffle.sendToAll(item));
    }
  }

  /** Passes on how far stream time has come. */
  void advance() {
    Instant watermark = Times.MAX;
    for (Channel input : inputs) {
      watermark = Times.min(watermark, input.watermark());
    }
    if (!chain.isEmpty() && !inputs.isEmpty()) {
      advance(chain.get(0), watermark);
    }
  }

  /** Passes on how far the source has come. */
  void advanceSource(Instant watermark) {
    source.chained().forEach(operator -> advance(operator, watermark));
    start.chained().forEach(operator -> advance(operator, watermark));
    source.shuffles().forEach(shuffle -> shuffle.sendToAll(new Channel.Watermark(watermark)));
  }

  /** Passes on what an operator's finished bundle or fired timer makes possible. */
  void advanceFrom(OperatorInstance operator) {
    advance(operator, operator.inputWatermark());
  }

  private void advance(OperatorInstance operator, Instant watermark) {
    if (operator.advance(watermark)) {
      Instant next = operator.outputWatermark();
      operator.outputs().chained().forEach(one -> advance(one, next));
      operator
          .outputs()
          .shuffles()
          .forEach(shuffle -> shuffle.sendToAll(new Channel.Watermark(next)));
    }
  }

  static Object decode(Coder<Object> coder, byte[] bytes) {
    try {
      return CoderUtils.decodeFromByteArray(coder, bytes);
    } catch (CoderException e) {
      throw new IllegalStateException("An element cannot be decoded.", e);
    }
  }
}
