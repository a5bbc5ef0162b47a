package io.quipu.io.cassandra;

import io.quipu.store.jobs.RunsTable;
import io.quipu.store.session.CassandraSettings;
import java.time.Duration;
import java.util.List;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Wait;
import org.apache.beam.sdk.transforms.display.DisplayData;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Notes in the table of runs that a batch run has ended, for a pipeline that no process watches.
 *
 * <p>In: the outputs of the stages that write. Out: the number of the run, when it is noted.
 *
 * <p>Guarantee: the end is noted after all inputs are complete; to note it twice changes nothing
 * but its time. State cost: none.
 */
public final class NoteRunEnd extends PTransform<PCollectionList<Void>, PCollection<Long>> {
  private static final long serialVersionUID = 1L;

  private final CassandraSettings settings;
  private final RunsTable.Kind kind;
  private final long incarnation;

  /**
   * @param settings of the keyspace that has the table of runs
   * @param incarnation the number of the run
   */
  public NoteRunEnd(CassandraSettings settings, RunsTable.Kind kind, long incarnation) {
    this.settings = settings;
    this.kind = kind;
    this.incarnation = incarnation;
  }

  @Override
  public PCollection<Long> expand(PCollectionList<Void> written) {
    return written
        .getPipeline()
        .apply("Run", Create.of(incarnation))
        .apply("AfterAll", Wait.on(List.<PCollection<?>>copyOf(written.getAll())))
        .apply("Note", ParDo.of(new NoteFn(settings, kind)));
  }

  @Override
  public void populateDisplayData(DisplayData.Builder builder) {
    super.populateDisplayData(builder);
    builder.add(DisplayData.item("run", incarnation).withLabel("Number of the run"));
  }

  private static final class NoteFn extends DoFn<Long, Long> {
    private static final long serialVersionUID = 1L;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final CassandraSettings settings;
    private final RunsTable.Kind kind;

    NoteFn(CassandraSettings settings, RunsTable.Kind kind) {
      this.settings = settings;
      this.kind = kind;
    }

    @ProcessElement
    public void process(@Element Long incarnation, OutputReceiver<Long> out)
        throws InterruptedException {
      try (RunsTable runs = RunsTable.open(settings, kind, PATIENCE, line -> {})) {
        runs.end(incarnation);
      }
      out.output(incarnation);
    }
  }
}
