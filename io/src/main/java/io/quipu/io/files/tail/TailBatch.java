package io.quipu.io.files.tail;

import io.quipu.io.files.tail.content.Told;
import io.quipu.model.event.RawRecord;
import io.quipu.model.progress.ReadPosition;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.jspecify.annotations.Nullable;

/**
 * What a reader returns at once. A runner updates its metrics for each element of a source, so an
 * element has many lines.
 *
 * @param records lines
 * @param position how far the reader has read; null if this element does not say it
 * @param counts what was told of files since the last element
 */
record TailBatch(List<RawRecord> records, @Nullable ReadPosition position, Told.Counts counts) {

  /** Writes a batch as one array of bytes. */
  static final class Coder extends CustomCoder<TailBatch> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    @Override
    public void encode(TailBatch batch, OutputStream to) throws IOException {
      ByteWriter out = new ByteWriter(1 << 10);
      out.writeByte(VERSION);
      out.writeVarInt(batch.records.size());
      batch.records.forEach(record -> out.writeBytes(record.toBytes()));
      ReadPosition position = batch.position;
      out.writeBytes(position == null ? new byte[0] : position.toBytes());
      out.writeVarLong(batch.counts.cutOff());
      out.writeVarLong(batch.counts.unread());
      out.writeVarLong(batch.counts.copies());
      ByteArrayCoder.of().encode(out.toBytes(), to);
    }

    @Override
    public TailBatch decode(InputStream from) throws IOException {
      ByteReader in = new ByteReader(ByteArrayCoder.of().decode(from));
      in.expectVersion(VERSION, "A batch of tailed lines");
      List<RawRecord> records = new ArrayList<>();
      for (int left = in.readVarInt(); left > 0; left--) {
        records.add(RawRecord.fromBytes(in.readBytes()));
      }
      byte[] position = in.readBytes();
      return new TailBatch(
          records,
          position.length == 0 ? null : ReadPosition.fromBytes(position),
          new Told.Counts(in.readVarLong(), in.readVarLong(), in.readVarLong()));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
