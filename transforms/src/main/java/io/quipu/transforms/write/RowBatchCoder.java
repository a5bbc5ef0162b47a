package io.quipu.transforms.write;

import io.quipu.model.CountRow;
import io.quipu.transforms.coders.CountRowCoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.CustomCoder;
import org.apache.beam.sdk.coders.ListCoder;

final class RowBatchCoder extends CustomCoder<RowBatch> {
  private static final long serialVersionUID = 1L;
  private static final RowBatchCoder INSTANCE = new RowBatchCoder();

  private final ListCoder<CountRow> rows = ListCoder.of(CountRowCoder.of());

  private RowBatchCoder() {}

  static RowBatchCoder of() {
    return INSTANCE;
  }

  @Override
  public void encode(RowBatch batch, OutputStream out) throws IOException {
    rows.encode(batch.rows(), out);
  }

  @Override
  public RowBatch decode(InputStream in) throws IOException {
    return new RowBatch(rows.decode(in));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowBatchCoder;
  }

  @Override
  public int hashCode() {
    return RowBatchCoder.class.hashCode();
  }

  @Override
  public boolean consistentWithEquals() {
    return true;
  }
}
