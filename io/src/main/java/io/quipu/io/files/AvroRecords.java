package io.quipu.io.files;

import io.quipu.model.event.RawRecord;
import io.quipu.model.event.SourcePosition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Conversions;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/**
 * The records of an Avro file, each as a JSON object, as if it had been a line of a text file. A
 * field with the logical type {@code decimal} becomes a number; dates and times stay the whole
 * numbers that they are in Avro.
 */
final class AvroRecords implements Records {
  private static final GenericData DATA = new GenericData();

  static {
    DATA.addLogicalTypeConversion(new Conversions.DecimalConversion());
  }

  private final String name;
  private final StoredBytes stored;
  private final AvroEnd end;
  private final DataFileStream<GenericRecord> records;
  private long number;

  private AvroRecords(
      String name, StoredBytes stored, AvroEnd end, DataFileStream<GenericRecord> records) {
    this.name = name;
    this.stored = stored;
    this.end = end;
    this.records = records;
  }

  /**
   * Reads an Avro file.
   *
   * @param name its name in the positions of records; each position has the record's number, from 1
   */
  static AvroRecords of(String name, InputStream in) throws IOException {
    StoredBytes stored = new StoredBytes(in);
    try {
      AvroEnd end = AvroEnd.of(stored);
      return new AvroRecords(
          name, stored, end, new DataFileStream<>(end, new GenericDatumReader<>(null, null, DATA)));
    } catch (IOException | RuntimeException e) {
      throw stored.failureOr(e);
    }
  }

  @Override
  public @Nullable RawRecord next() throws IOException {
    try {
      if (!records.hasNext()) {
        end.requireWhole();
        return null;
      }
      String json = DATA.toString(records.next());
      number++;
      return new RawRecord(
          json.getBytes(StandardCharsets.UTF_8),
          new SourcePosition(name, 0, number),
          System.currentTimeMillis());
    } catch (IOException | RuntimeException e) {
      // Avro wraps what the stream threw.
      throw stored.failureOr(e);
    }
  }
}
