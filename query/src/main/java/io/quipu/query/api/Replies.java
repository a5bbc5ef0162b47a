package io.quipu.query.api;

import io.quipu.query.http.Call;
import io.quipu.query.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Answers in the form that the client wants. */
final class Replies {
  private static final String CSV = Reply.CSV + "; charset=utf-8; header=present";

  private Replies() {}

  static Reply of(Call call, Tabular answer) {
    return call.wantsCsv() ? new Reply.Whole(200, CSV, csv(answer)) : Reply.json(answer);
  }

  private static byte[] csv(Tabular answer) {
    StringBuilder text = new StringBuilder();
    try (CSVPrinter csv = new CSVPrinter(text, CSVFormat.RFC4180)) {
      csv.printRecord(answer.header());
      for (Iterator<List<String>> rows = answer.rows().iterator(); rows.hasNext(); ) {
        csv.printRecord(rows.next());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
