package io.quipu.server.api;

import io.quipu.server.csv.CsvCells;
import io.quipu.server.csv.CsvWriter;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;

/** Writes answers as JSON or CSV, as the client asks. */
public final class Replies {
  private static final String CSV = Reply.CSV + "; charset=utf-8; header=present";

  private Replies() {}

  public static Reply of(ApiRequest call, Tabular answer) {
    return call.csv()
        .<Reply>map(cells -> new Reply.Whole(200, CSV, csv(answer, cells)))
        .orElseGet(() -> Reply.json(answer));
  }

  private static byte[] csv(Tabular answer, CsvCells cells) {
    StringBuilder text = new StringBuilder();
    try {
      CsvWriter csv = new CsvWriter(text, cells);
      csv.row(answer.header());
      for (Iterator<List<String>> rows = answer.rows().iterator(); rows.hasNext(); ) {
        csv.row(rows.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
