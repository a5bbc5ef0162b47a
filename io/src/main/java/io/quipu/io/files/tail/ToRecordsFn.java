package io.quipu.io.files.tail;

import io.quipu.io.files.tail.content.Told;
import io.quipu.model.event.RawRecord;
import io.quipu.transforms.progress.ReadOutputs;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Takes batches apart, and counts what was told of files. */
final class ToRecordsFn extends DoFn<TailBatch, RawRecord> {
  private static final long serialVersionUID = 1L;

  private final Counter records = Metrics.counter("quipu", "records-read");
  private final Counter cutOff = Metrics.counter("quipu", "files-cut-off");
  private final Counter unread = Metrics.counter("quipu", "files-unread");
  private final Counter copies = Metrics.counter("quipu", "file-copies");

  @ProcessElement
  public void process(@Element TailBatch batch, MultiOutputReceiver out) {
    OutputReceiver<RawRecord> lines = out.get(ReadOutputs.RECORDS);
    batch.records().forEach(lines::output);
    records.inc(batch.records().size());
    if (batch.position() != null) {
      out.get(ReadOutputs.POSITIONS).output(batch.position());
    }
    Told.Counts counts = batch.counts();
    cutOff.inc(counts.cutOff());
    unread.inc(counts.unread());
    copies.inc(counts.copies());
  }
}
