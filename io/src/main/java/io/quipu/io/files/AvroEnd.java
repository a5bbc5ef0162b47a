package io.quipu.io.files;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.apache.avro.file.DataFileConstants;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.commons.io.input.TeeInputStream;

/**
 * The bytes of an Avro file, which know whether the file is whole. Avro's own reader takes a file
 * that is cut off inside a block as one that ends before the block. But each header and each block
 * ends with the sync marker of the file (Avro specification, "Object Container Files"), so a whole
 * file does too.
 */
final class AvroEnd extends FilterInputStream {
  private final byte[] sync;
  private byte[] tail = {};

  private AvroEnd(InputStream whole, byte[] sync) {
    super(whole);
    this.sync = sync;
  }

  /**
   * Reads the header, and returns the stream of the whole file.
   *
   * @throws IOException if the header is damaged or cannot be read
   */
  static AvroEnd of(InputStream file) throws IOException {
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    // A direct decoder reads no byte beyond the header.
    BinaryDecoder decoder =
        DecoderFactory.get().directBinaryDecoder(new TeeInputStream(file, header), null);
    decoder.readFixed(new byte[DataFileConstants.MAGIC.length]);
    for (long pairs = decoder.readMapStart(); pairs > 0; pairs = decoder.mapNext()) {
      for (long pair = 0; pair < pairs; pair++) {
        // A copy would lack what is skipped.
        decoder.readString();
        decoder.readBytes(null);
      }
    }
    byte[] sync = new byte[DataFileConstants.SYNC_SIZE];
    decoder.readFixed(sync);
    return new AvroEnd(
        new SequenceInputStream(new ByteArrayInputStream(header.toByteArray()), file), sync);
  }

  /**
   * Checks that the bytes that were read so far end as a whole file does.
   *
   * @throws EOFException if they do not
   */
  void requireWhole() throws EOFException {
    if (!Arrays.equals(tail, sync)) {
      throw new EOFException("The Avro file ends inside a block.");
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = in.read(buffer, offset, length);
    if (read > 0) {
      byte[] all = Arrays.copyOf(tail, tail.length + Math.min(read, sync.length));
      int kept = all.length - tail.length;
      System.arraycopy(buffer, offset + read - kept, all, tail.length, kept);
      tail = Arrays.copyOfRange(all, Math.max(0, all.length - sync.length), all.length);
    }
    return read;
  }

  @Override
  public long skip(long bytes) throws IOException {
    // So that skipped bytes are seen, too.
    return readNBytes((int) Math.min(bytes, Integer.MAX_VALUE)).length;
  }
}
