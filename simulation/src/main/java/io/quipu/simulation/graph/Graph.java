package io.quipu.simulation.graph;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.io.UnboundedSource;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.runners.TransformHierarchy;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.reflect.DoFnSignatures;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TupleTag;

/**
 * A pipeline as operators: a {@link SimulatedRead}, and each {@link ParDo} after it. It is built
 * once, and any number of attempts run it.
 *
 * <p>Operators that follow each other without a shuffle are a <em>stage</em>, as in Flink. A
 * stateful operator begins a new stage, because its input is shuffled by key. Any other operator
 * that reads a flattened collection begins one too, and each part sends to the same subtask.
 */
public final class Graph {

  /**
   * One ParDo.
   *
   * @param number its place in the pipeline
   * @param name its full name in the pipeline
   * @param fn makes the instances of its DoFn
   * @param mainTag the tag of its main output
   * @param otherTags the tags of its other outputs
   * @param input the coder of its input
   * @param outputs the coders of its outputs
   * @param stateful whether it has state or timers
   * @param stage the stage that it belongs to
   * @param consumers the numbers of the operators that read each output
   */
  public record Operator(
      int number,
      String name,
      FnTemplate fn,
      TupleTag<Object> mainTag,
      List<TupleTag<?>> otherTags,
      Coder<Object> input,
      Map<TupleTag<?>, Coder<?>> outputs,
      boolean stateful,
      int stage,
      Map<TupleTag<?>, List<Integer>> consumers) {}

  private final List<Operator> operators = new ArrayList<>();
  private final List<Integer> readers = new ArrayList<>();
  private final List<Integer> startReaders = new ArrayList<>();
  private final List<Object> startElements = new ArrayList<>();
  // A flattened collection is read by the consumers of all of its parts.
  private final Map<PCollection<?>, List<List<Integer>>> consumersOf = new HashMap<>();
  private final Map<PCollection<?>, Integer> stageOf = new HashMap<>();
  private int stages = 1;

  private Graph() {}

  /**
   * Reads the graph of a pipeline.
   *
   * @throws IllegalArgumentException if it has a primitive that the simulator does not run
   */
  public static Graph of(Pipeline pipeline) {
    Graph graph = new Graph();
    pipeline.traverseTopologically(
        new Pipeline.PipelineVisitor.Defaults() {
          @Override
          public CompositeBehavior enterCompositeTransform(TransformHierarchy.Node node) {
            if (node.getTransform() instanceof Read.Unbounded<?> read) {
              graph.add(node, read.getSource());
              return CompositeBehavior.DO_NOT_ENTER_TRANSFORM;
            }
            return CompositeBehavior.ENTER_TRANSFORM;
          }

          @Override
          public void visitPrimitiveTransform(TransformHierarchy.Node node) {
            graph.add(node);
          }
        });
    return graph;
  }

  /** All operators, upstream ones first. */
  public List<Operator> operators() {
    return operators;
  }

  /** The operators that read what the source reads. */
  public List<Integer> readers() {
    return readers;
  }

  /** The operators that get {@link #startElements}. */
  public List<Integer> startReaders() {
    return startReaders;
  }

  /** What a source beside the log has at each start of a job. */
  public List<Object> startElements() {
    return startElements;
  }

  /** How many stages there are; the first one is that of the source. */
  public int stages() {
    return stages;
  }

  private void add(TransformHierarchy.Node node) {
    PTransform<?, ?> transform = node.getTransform();
    if (transform instanceof SimulatedRead) {
      PCollection<?> output = node.getOutputs().values().iterator().next();
      consumersOf.put(output, List.of(readers));
      stageOf.put(output, 0);
    } else if (transform instanceof Flatten.PCollections<?>) {
      PCollection<?> output = node.getOutputs().values().iterator().next();
      List<List<Integer>> parts = new ArrayList<>();
      node.getInputs().values().forEach(part -> parts.addAll(consumersOf.get(part)));
      consumersOf.put(output, parts);
    } else if (transform instanceof ParDo.MultiOutput<?, ?> parDo) {
      add(node, parDo);
    } else {
      throw new IllegalArgumentException(
          "The simulator runs SimulatedRead, Read, Flatten and ParDo, but the pipeline has '"
              + node.getFullName()
              + "'; teach io.quipu.simulation.graph.Graph to run it.");
    }
  }

  private void add(TransformHierarchy.Node node, UnboundedSource<?, ?> source) {
    PCollection<?> output = node.getOutputs().values().iterator().next();
    consumersOf.put(output, List.of(startReaders));
    stageOf.put(output, 0);
    try (UnboundedSource.UnboundedReader<?> reader =
        source.createReader(PipelineOptionsFactory.create(), null)) {
      for (boolean more = reader.start(); more; more = reader.advance()) {
        startElements.add(reader.getCurrent());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // The pipeline has checked that types fit.
  private void add(TransformHierarchy.Node node, ParDo.MultiOutput<?, ?> parDo) {
    PCollection<?> input = node.getInputs().values().iterator().next();
    DoFn<?, ?> fn = parDo.getFn();
    boolean stateful = DoFnSignatures.isStateful(fn);
    int number = operators.size();
    Integer before = stageOf.get(input);
    int stage = stateful || before == null ? stages++ : before;
    Map<TupleTag<?>, Coder<?>> coders = new HashMap<>();
    Map<TupleTag<?>, List<Integer>> consumers = new HashMap<>();
    node.getOutputs()
        .forEach(
            (tag, output) -> {
              coders.put(tag, output.getCoder());
              List<Integer> of = new ArrayList<>();
              consumers.put(tag, of);
              consumersOf.put(output, List.of(of));
              stageOf.put(output, stage);
            });
    Objects.requireNonNull(consumersOf.get(input), "Its input comes first.")
        .forEach(consumersOfPart -> consumersOfPart.add(number));
    operators.add(
        new Operator(
            number,
            node.getFullName(),
            new FnTemplate(fn),
            (TupleTag<Object>) parDo.getMainOutputTag(),
            parDo.getAdditionalOutputTags().getAll(),
            (Coder<Object>) input.getCoder(),
            coders,
            stateful,
            stage,
            consumers));
  }
}
