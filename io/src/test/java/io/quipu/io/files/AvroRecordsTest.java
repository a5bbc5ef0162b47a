package io.quipu.io.files;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quipu.model.event.RawRecord;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.math.BigDecimal;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.avro.Conversions;
import org.apache.avro.Schema;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tests that the records of an Avro file are read as JSON objects. */
class AvroRecordsTest {
  private static final String SCHEMA =
      """
      {"type": "record", "name": "Sale", "fields": [
        {"name": "company_id", "type": "string"},
        {"name": "customer_id", "type": ["null", "long"]},
        {"name": "time", "type": {"type": "long", "logicalType": "timestamp-millis"}},
        {"name": "revenue",
         "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "symbols": ["NEW", "OLD"]}},
        {"name": "tags", "type": {"type": "array", "items": "string"}},
        {"name": "client", "type": {"type": "map", "values": "double"}}]}
      """;

  private final Schema schema = new Schema.Parser().parse(SCHEMA);

  @Test
  void eachRecordIsAJsonObjectWithItsNumber() throws IOException {
    List<RawRecord> records =
        read(file(CodecFactory.nullCodec(), sale("a\"\u00e9\n", 7L), sale("b", null)));

    assertThat(
        records.stream().map(record -> record.position().toString()).toList(),
        contains("sales.avro-0@1", "sales.avro-0@2"));
    assertThat(
        new ObjectMapper().readTree(records.get(0).payload()),
        equalTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"company_id":"a\\"\u00e9\\n","customer_id":7,"time":1750000000123,
                     "revenue":-12.50,"kind":"OLD","tags":["x","y"],"client":{"width":1.5}}""")));
    assertThat(text(records.get(1)), containsString("\"customer_id\": null"));
    // A decimal keeps its digits.
    assertThat(text(records.get(0)), containsString("\"revenue\": -12.50"));
  }

  @Test
  void aCompressedFileIsReadToo() throws IOException {
    assertThat(
        read(file(CodecFactory.deflateCodec(9), sale("a", 1L), sale("b", 2L))).size(), equalTo(2));
  }

  @Test
  void aFileThatIsCutOffIsDamaged() throws IOException {
    byte[] whole = file(CodecFactory.nullCodec(), sale("a", 1L), sale("b", 2L));
    // Only a cut after the header leaves a whole file, without records.
    for (int length = 4; length < whole.length; length++) {
      byte[] cut = Arrays.copyOf(whole, length);
      int sync = Math.max(0, length - 16);
      boolean isHeader = Arrays.equals(whole, sync, length, whole, whole.length - 16, whole.length);
      if (!isHeader) {
        assertThrows(DamagedFileException.class, () -> read(cut), "length " + length);
      }
    }
  }

  @Test
  void aStorageThatFailsIsNoDamage() throws IOException {
    byte[] whole = file(CodecFactory.nullCodec(), sale("a", 1L));
    InputStream failing =
        new SequenceInputStream(
            new ByteArrayInputStream(whole, 0, whole.length - 3), new NetworkAway());
    IOException failure = assertThrows(IOException.class, () -> readAll(failing));
    assertThat(failure.getMessage(), equalTo("The network is away."));
  }

  private GenericRecord sale(String company, @Nullable Long customer) {
    GenericRecord sale = new GenericData.Record(schema);
    sale.put("company_id", company);
    sale.put("customer_id", customer);
    sale.put("time", 1_750_000_000_123L);
    sale.put("revenue", new BigDecimal("-12.50"));
    sale.put("kind", new GenericData.EnumSymbol(schema.getField("kind").schema(), "OLD"));
    sale.put("tags", List.of("x", "y"));
    sale.put("client", Map.of("width", 1.5));
    return sale;
  }

  private byte[] file(CodecFactory codec, GenericRecord... records) throws IOException {
    GenericData data = new GenericData();
    data.addLogicalTypeConversion(new Conversions.DecimalConversion());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataFileWriter<GenericRecord> writer =
        new DataFileWriter<>(new GenericDatumWriter<>(schema, data))) {
      writer.setCodec(codec).create(schema, bytes);
      for (GenericRecord record : records) {
        writer.append(record);
      }
    }
    return bytes.toByteArray();
  }

  private static String text(RawRecord record) {
    return new String(record.payload(), StandardCharsets.UTF_8);
  }

  private static List<RawRecord> read(byte[] file) throws IOException {
    return readAll(new ByteArrayInputStream(file));
  }

  private static List<RawRecord> readAll(InputStream file) throws IOException {
    List<RawRecord> records = new ArrayList<>();
    try (EventFile opened = EventFile.open("sales.avro", Channels.newChannel(file))) {
      for (RawRecord next = opened.next(); next != null; next = opened.next()) {
        records.add(next);
      }
    }
    return records;
  }

  private static final class NetworkAway extends InputStream {
    @Override
    public int read() throws IOException {
      throw new IOException("The network is away.");
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      return read();
    }
  }
}
