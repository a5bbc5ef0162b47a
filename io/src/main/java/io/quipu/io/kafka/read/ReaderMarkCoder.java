package io.quipu.io.kafka.read;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.io.kafka.KafkaCheckpointMark;

/** Encodes a {@link ReaderMark} as the list of its marks, with the coder of KafkaIO. */
final class ReaderMarkCoder extends CustomCoder<ReaderMark> {
  private static final long serialVersionUID = 1L;

  private final ListCoder<KafkaCheckpointMark> marks;

  ReaderMarkCoder(Coder<KafkaCheckpointMark> mark) {
    this.marks = ListCoder.of(mark);
  }

  @Override
  public void encode(ReaderMark value, OutputStream to) throws IOException {
    marks.encode(value.all(), to);
  }

  @Override
  public ReaderMark decode(InputStream from) throws IOException {
    List<KafkaCheckpointMark> all = marks.decode(from);
    return ReaderMark.of(all);
  }

  @Override
  public void verifyDeterministic() throws NonDeterministicException {
    marks.verifyDeterministic();
  }
}
