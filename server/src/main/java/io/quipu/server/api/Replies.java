package io.quipu.server.api;

import io.quipu.server.api.completeness.CompletenessAnswer;
import io.quipu.server.csv.CsvCells;
import io.quipu.server.csv.CsvWriter;
import io.quipu.server.http.ApiRequest;
import io.quipu.server.http.JsonRecords;
import io.quipu.server.http.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes answers as JSON or CSV, as the client asks. */
public final class Replies {
  private static final String CSV = Reply.CSV + "; charset=utf-8; header=present";

  private static final Pattern NOT_ASCII = Pattern.compile("[^ -~]");

  private Replies() {}

  public static Reply of(ApiRequest call, Tabular answer) {
    return call.csv()
        .<Reply>map(cells -> new Reply.Whole(200, CSV, csv(answer, cells), headers(answer)))
        .orElseGet(
            () -> new Reply.Whole(200, Reply.JSON, JsonRecords.bytes(answer), headers(answer)));
  }

  /** What CSV cannot hold without breaking its readers. */
  private static Map<String, String> headers(Tabular answer) {
    CompletenessAnswer completeness = answer.completeness();
    Map<String, String> headers = new LinkedHashMap<>();
    if (completeness != null) {
      headers.put("Quipu-Complete", Boolean.toString(completeness.complete()));
      put(headers, "Quipu-Missing", completeness.missing());
      put(headers, "Quipu-Counted-Up-To", completeness.countedUpTo());
      headers.put("Quipu-Dead-Letters", Long.toString(completeness.deadLetters()));
      put(headers, "Quipu-Audited-At", completeness.auditedAt());
      headers.put("Quipu-Exactness", completeness.exactness());
    }
    if (Boolean.TRUE.equals(answer.limited())) {
      headers.put("Quipu-Limited", "true");
    }
    return headers;
  }

  private static void put(Map<String, String> headers, String name, @Nullable String value) {
    if (value != null) {
      // A header is ASCII, and the name of a file may not be.
      headers.put(name, NOT_ASCII.matcher(value).replaceAll("?"));
    }
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
