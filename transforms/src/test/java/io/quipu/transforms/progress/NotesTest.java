package io.quipu.transforms.progress;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quipu.model.event.DeadLetter;
import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import io.quipu.model.progress.Lateness;
import io.quipu.model.progress.ReadPosition;
import io.quipu.testing.Pipelines;
import io.quipu.transforms.coders.LatenessCoder;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.KvCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.TimestampedValue;
import org.joda.time.Instant;
import org.junit.jupiter.api.Test;

/** Tests what is noted, and when. */
class NotesTest {
  private static final Instant START = Instant.parse("2026-11-20T12:00:00Z");

  @Test
  void noPositionIsNotedBeforeWithheldRowsAreSettled() {
    long passed = START.getMillis() + 1;
    assertThat(positions("never", Long.MIN_VALUE), equalTo(List.of(at(5))));
    assertThat(positions("settled", passed - 1), equalTo(List.of(at(5))));
    assertThat(positions("withheld", passed), equalTo(List.of()));
  }

  /** What is noted if rows are withheld until a time. */
  private static List<ReadPosition> positions(String name, long settles) {
    NotesInMemory notes = new NotesInMemory(name, settles);
    Pipeline pipeline = Pipelines.create();
    PCollection<Integer> written = pipeline.apply("Written", Create.of(1));
    pipeline
        .apply("Positions", Create.timestamped(TimestampedValue.of(at(5), START)))
        .apply("NotePositions", NotePositions.of(notes, List.of(written)));
    pipeline.run().waitUntilFinish();
    return notes.noted().positions;
  }

  @Test
  void lettersWaitUntilTheyAreReplayed() {
    NotesInMemory notes = new NotesInMemory("letters", Long.MIN_VALUE);
    Pipeline pipeline = Pipelines.create();
    PCollection<Integer> replayed = pipeline.apply("Replayed", Create.of(7, 9));
    pipeline
        .apply("Letters", Create.of(letter(7), letter(7), letter(8), letter(9)))
        .apply("NoteLetters", NoteLetters.of(notes, true).withReplays(replayed));
    pipeline.run().waitUntilFinish();

    assertThat(notes.noted().letters, equalTo(Map.of(7, 1L, 8, 1L, 9, 0L)));
  }

  @Test
  void lettersOfFilesAreOfAnyHour() {
    NotesInMemory notes = new NotesInMemory("files", Long.MIN_VALUE);
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply("Letters", Create.of(letter(7), letter(8)))
        .apply("NoteLetters", NoteLetters.of(notes, false));
    pipeline.run().waitUntilFinish();

    assertThat(notes.noted().letters, equalTo(Map.of(0, 2L)));
  }

  @Test
  void partsOfTheLatenessAddUp() {
    NotesInMemory notes = new NotesInMemory("lateness", Long.MIN_VALUE);
    Pipeline pipeline = Pipelines.create();
    pipeline
        .apply(
            "Parts",
            Create.of(KV.of("acme", late(1)), KV.of("acme", late(5)), KV.of("globex", late(9)))
                .withCoder(KvCoder.of(StringUtf8Coder.of(), LatenessCoder.of())))
        .apply("NoteLateness", NoteLateness.of(notes));
    pipeline.run().waitUntilFinish();

    Lateness acme = late(1);
    acme.add(late(5));
    assertThat(notes.noted().lateness, equalTo(Map.of("acme", acme, "globex", late(9))));
  }

  private static Lateness late(int seconds) {
    Lateness lateness = new Lateness();
    lateness.add(START.getMillis(), TimeUnit.SECONDS.toMillis(seconds), 1, 1);
    return lateness;
  }

  private static ReadPosition at(long offset) {
    return new ReadPosition("events", 0, offset, START.getMillis());
  }

  private static DeadLetter letter(int hour) {
    return new DeadLetter(
        "parse",
        "not-json",
        "It is no JSON.",
        new RawRecord(
            new byte[] {1}, new SourcePosition("events", 0, 1), TimeUnit.HOURS.toMillis(hour) + 5));
  }
}
