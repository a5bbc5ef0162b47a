package io.quipu.transforms.testing.fnapi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.beam.fn.harness.BeamFnDataReadRunner;
import org.apache.beam.fn.harness.Cache;
import org.apache.beam.fn.harness.Caches;
import org.apache.beam.fn.harness.PTransformRunnerFactory;
import org.apache.beam.fn.harness.control.BundleProgressReporter;
import org.apache.beam.fn.harness.control.BundleSplitListener;
import org.apache.beam.fn.harness.data.BeamFnDataClient;
import org.apache.beam.fn.harness.state.BeamFnStateClient;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.ProcessBundleRequest.CacheToken;
import org.apache.beam.model.pipeline.v1.Endpoints.ApiServiceDescriptor;
import org.apache.beam.model.pipeline.v1.RunnerApi.Components;
import org.apache.beam.model.pipeline.v1.RunnerApi.PTransform;
import org.apache.beam.runners.core.metrics.ShortIdMap;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.fn.data.FnDataReceiver;
import org.apache.beam.sdk.function.ThrowingRunnable;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn.BundleFinalizer;
import org.apache.beam.sdk.util.construction.Timer;
import org.apache.beam.sdk.values.WindowedValue;

/** One step as the harness of the Java SDK gets it, and the timers and outputs of the step. */
final class FnApiStep implements PTransformRunnerFactory.Context {
  private final String id;
  private final Components components;
  private final BeamFnStateClient state;
  private final FnDataReceiver<WindowedValue<?>> output;
  private final FnDataReceiver<SetTimer> timers;
  private final List<FnDataReceiver<WindowedValue<?>>> inputs = new ArrayList<>();
  private final Map<String, FnDataReceiver<Timer<?>>> firings = new HashMap<>();
  private final List<ThrowingRunnable> starts = new ArrayList<>();
  private final List<ThrowingRunnable> finishes = new ArrayList<>();
  private int bundle;

  /** A timer that the step sets, with its id. */
  record SetTimer(String id, Timer<?> timer) {}

  FnApiStep(
      String id,
      Components components,
      BeamFnStateClient state,
      FnDataReceiver<WindowedValue<?>> output,
      FnDataReceiver<SetTimer> timers) {
    this.id = id;
    this.components = components;
    this.state = state;
    this.output = output;
    this.timers = timers;
  }

  void start() throws Exception {
    bundle++;
    for (ThrowingRunnable start : starts) {
      start.run();
    }
  }

  void process(WindowedValue<?> element) throws Exception {
    for (FnDataReceiver<WindowedValue<?>> input : inputs) {
      input.accept(element);
    }
  }

  void fire(SetTimer timer) throws Exception {
    FnDataReceiver<Timer<?>> firing = firings.get(timer.id());
    if (firing == null) {
      throw new IllegalStateException("The step has no timer '" + timer.id() + "'.");
    }
    firing.accept(timer.timer());
  }

  void finish() throws Exception {
    for (ThrowingRunnable finish : finishes) {
      finish.run();
    }
  }

  @Override
  public PipelineOptions getPipelineOptions() {
    return PipelineOptionsFactory.create();
  }

  @Override
  public ShortIdMap getShortIdMap() {
    return new ShortIdMap();
  }

  @Override
  public BeamFnDataClient getBeamFnDataClient() {
    throw new UnsupportedOperationException("Elements are handed over in this process.");
  }

  @Override
  public BeamFnStateClient getBeamFnStateClient() {
    return state;
  }

  @Override
  public String getPTransformId() {
    return id;
  }

  @Override
  public Components getComponents() {
    return components;
  }

  @Override
  public PTransform getPTransform() {
    return components.getTransformsOrThrow(id);
  }

  @Override
  public Supplier<String> getProcessBundleInstructionIdSupplier() {
    return () -> "bundle-" + bundle;
  }

  @Override
  public Supplier<List<CacheToken>> getCacheTokensSupplier() {
    return List::of;
  }

  @Override
  public Supplier<Cache<?, ?>> getBundleCacheSupplier() {
    return Caches::noop;
  }

  @Override
  public Cache<?, ?> getProcessWideCache() {
    return Caches.noop();
  }

  @Override
  public Set<String> getRunnerCapabilities() {
    return Set.of();
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // The step's own types are known to its test alone.
  public <T> void addPCollectionConsumer(
      String collection, FnDataReceiver<WindowedValue<T>> consumer) {
    inputs.add((FnDataReceiver) consumer);
  }

  @Override
  @SuppressWarnings("unchecked") // As above.
  public <T> FnDataReceiver<T> getPCollectionConsumer(String collection) {
    return (FnDataReceiver<T>) output;
  }

  @Override
  public <T> FnDataReceiver<T> addOutgoingDataEndpoint(
      ApiServiceDescriptor service, Coder<T> coder) {
    throw new UnsupportedOperationException("Elements are handed over in this process.");
  }

  @Override
  public <T> FnDataReceiver<Timer<T>> addOutgoingTimersEndpoint(
      String timerId, Coder<Timer<T>> coder) {
    return timer -> timers.accept(new SetTimer(timerId, timer));
  }

  @Override
  public void addStartBundleFunction(ThrowingRunnable start) {
    starts.add(start);
  }

  @Override
  public void addFinishBundleFunction(ThrowingRunnable finish) {
    finishes.add(finish);
  }

  @Override
  public <T> void addIncomingDataEndpoint(
      ApiServiceDescriptor service, Coder<T> coder, FnDataReceiver<T> receiver) {
    throw new UnsupportedOperationException("Elements are handed over in this process.");
  }

  @Override
  @SuppressWarnings({"unchecked", "rawtypes"}) // As above.
  public <T> void addIncomingTimerEndpoint(
      String timerId, Coder<Timer<T>> coder, FnDataReceiver<Timer<T>> receiver) {
    firings.put(timerId, (FnDataReceiver) receiver);
  }

  @Override
  public <T> void addChannelRoot(BeamFnDataReadRunner<T> reader) {
    throw new UnsupportedOperationException("Elements are handed over in this process.");
  }

  @Override
  public void addResetFunction(ThrowingRunnable reset) {}

  @Override
  public void addTearDownFunction(ThrowingRunnable tearDown) {}

  @Override
  public void addBundleProgressReporter(BundleProgressReporter reporter) {}

  @Override
  public BundleSplitListener getSplitListener() {
    return (applied, delayed) -> {};
  }

  @Override
  public BundleFinalizer getBundleFinalizer() {
    return (expiry, callback) -> {};
  }

  /** Makes the harness's runner of the step. */
  void open() throws IOException {
    String urn = getPTransform().getSpec().getUrn();
    PTransformRunnerFactory factory =
        new org.apache.beam.fn.harness.FnApiDoFnRunner.Registrar()
            .getPTransformRunnerFactories()
            .get(urn);
    if (factory == null) {
      throw new IllegalStateException("The step '" + id + "' is no ParDo but " + urn + ".");
    }
    factory.addRunnerForPTransform(this);
  }
}
