package io.quipu.store.session;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A contact point {@code host[:port]} that a user wrote. */
record ContactPoint(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\s\\[\\]:,]+))(?::([0-9]{1,5}))?");

  static ContactPoint parse(String text) {
    Matcher form = FORM.matcher(text.trim());
    if (form.matches()) {
      String host = form.group(1) != null ? form.group(1) : form.group(2);
      int port =
          form.group(3) != null ? Integer.parseInt(form.group(3)) : CassandraSettings.DEFAULT_PORT;
      if (port >= 1 && port <= 65535) {
        return new ContactPoint(host, port);
      }
    }
    throw new IllegalArgumentException(
        "'" + text + "' is no contact point of Cassandra; write host or host:port.");
  }
}
