package io.quipu.io.files.tail;

import io.quipu.io.files.tail.content.ContentMark;
import io.quipu.model.state.ByteReader;
import io.quipu.model.state.ByteWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.ByteArrayCoder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.io.UnboundedSource;
import org.jspecify.annotations.Nullable;

/** How far a split was read. */
final class TailMark implements UnboundedSource.CheckpointMark {
  private final long streamTime;
  private final long lines;
  private final List<ContentMark> contents;
  private final @Nullable Runnable atCheckpoint;

  /**
   * @param streamTime in milliseconds since 1970
   * @param lines how many lines were read
   * @param contents how far each content was read
   * @param atCheckpoint is called when a checkpoint holds this mark
   */
  TailMark(
      long streamTime, long lines, List<ContentMark> contents, @Nullable Runnable atCheckpoint) {
    this.streamTime = streamTime;
    this.lines = lines;
    this.contents = List.copyOf(contents);
    this.atCheckpoint = atCheckpoint;
  }

  long streamTime() {
    return streamTime;
  }

  long lines() {
    return lines;
  }

  List<ContentMark> contents() {
    return contents;
  }

  @Override
  public void finalizeCheckpoint() {
    if (atCheckpoint != null) {
      atCheckpoint.run();
    }
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(512);
    out.writeByte(Coder.VERSION);
    out.writeZigZag(streamTime);
    out.writeVarLong(lines);
    out.writeVarInt(contents.size());
    contents.forEach(content -> content.write(out));
    return out.toBytes();
  }

  static TailMark fromBytes(byte[] bytes) {
    ByteReader in = new ByteReader(bytes);
    in.expectVersion(Coder.VERSION, "The mark of a tail");
    long streamTime = in.readZigZag();
    long lines = in.readVarLong();
    List<ContentMark> contents = new ArrayList<>();
    for (int left = in.readVarInt(); left > 0; left--) {
      contents.add(ContentMark.read(in));
    }
    in.expectEnd("The mark of a tail");
    return new TailMark(streamTime, lines, contents, null);
  }

  /** Writes a mark in a format with a version. */
  static final class Coder extends CustomCoder<TailMark> {
    private static final long serialVersionUID = 1L;
    private static final int VERSION = 1;

    @Override
    public void encode(TailMark mark, OutputStream to) throws IOException {
      ByteArrayCoder.of().encode(mark.toBytes(), to);
    }

    @Override
    public TailMark decode(InputStream from) throws IOException {
      return fromBytes(ByteArrayCoder.of().decode(from));
    }

    @Override
    public void verifyDeterministic() {}
  }
}
