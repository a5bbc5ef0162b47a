package io.quipu.examples.readers;

import io.quipu.model.calendar.TimeZones;
import io.quipu.model.counter.CountRow;
import io.quipu.model.counter.Statistic;
import io.quipu.model.event.Event;
import io.quipu.transforms.combine.CombineInFixedWindows;
import io.quipu.transforms.fanout.FanOut;
import io.quipu.transforms.totals.AccumulateTotals;
import io.quipu.transforms.unique.CheckUniqueness;
import java.io.Serializable;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Random;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.TextIO;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.options.Validation;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.joda.time.Duration;

/** Counts the reads and the unique readers of web pages, by hour, day and month. */
public final class UniqueReaders {
  private static final TimeZones ZONES = TimeZones.of(ZoneId.of("Europe/Berlin"));
  private static final Statistic READS = Statistic.of("reads").withUniques();

  /** One read of a page, in the program's own format. */
  record PageView(String reader, String page, Instant time) implements Serializable {}

  /** Beam's own options, such as {@code --runner}, and the output of rows. */
  public interface Options extends PipelineOptions {
    /** The prefix of the output text files' names. */
    @Validation.Required
    String getOutput();

    void setOutput(String output);
  }

  public static void main(String[] args) {
    Options options = PipelineOptionsFactory.fromArgs(args).withValidation().as(Options.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline
        .apply("PageViews", Create.of(pageViews()))
        .apply("Events", MapElements.into(TypeDescriptor.of(Event.class)).via(UniqueReaders::event))
        .apply("CheckUniqueness", CheckUniqueness.create())
        .apply("FanOut", FanOut.create())
        .apply("Combine", CombineInFixedWindows.of(Duration.standardSeconds(1)))
        .apply("AccumulateTotals", AccumulateTotals.of(ZONES))
        .apply("Lines", MapElements.into(TypeDescriptor.of(String.class)).via(UniqueReaders::line))
        .apply("Write", TextIO.write().to(options.getOutput()));
    pipeline.run().waitUntilFinish();
  }

  static List<PageView> pageViews() {
    Instant start = Instant.parse("2026-10-24T12:00:00Z");
    return new Random(7)
        .ints(2000, 0, 14 * 24 * 3600)
        .mapToObj(s -> new PageView("reader-" + s % 41, "/page-" + s % 5, start.plusSeconds(s)))
        .toList();
  }

  private static Event event(PageView view) {
    return Event.builder("my-site", READS, view.time(), ZONES)
        .customer(view.reader())
        .value("page", view.page())
        .build();
  }

  private static String line(CountRow row) {
    String page = row.value().isEmpty() ? "all" : row.value();
    return row.resolution().word()
        + (" from " + row.start() + " page " + page)
        + (" reads " + row.count() + " readers " + row.uniques());
  }
}
