package io.quipu.server.api;

import io.quipu.server.http.Parameter;

/** The parameters that several routes have. */
final class Parameters {
  static final Parameter COMPANY =
      Parameter.path("company", "Whose counts; percent-encoded, slashes too.");
  static final Parameter CUSTOMER_PATH =
      Parameter.path("customer", "Which of the company's customers; percent-encoded.");
  static final Parameter CUSTOMER =
      Parameter.query(
          "customer", "Which of the company's customers; without it, the company as a whole.");
  static final Parameter STATISTIC = Parameter.query("statistic", "What happened.").asRequired();
  static final Parameter DIMENSION = Parameter.query("dimension", "By what; with value.");
  static final Parameter VALUE =
      Parameter.query("value", "A value of the dimension; without any, the whole statistic.")
          .asRepeated();
  static final Parameter MEASURES =
      Parameter.query("measure", "count (the default), uniques or a sum's name.").asRepeated();
  static final Parameter MEASURE =
      Parameter.query("measure", "count (the default), uniques or a sum's name.");
  static final Parameter RESOLUTION =
      Parameter.query("resolution", "How long a bucket is.").oneOf("hour", "day", "month");
  static final Parameter FROM =
      Parameter.query(
          "from",
          "The earliest start of a bucket: 2026-11, 2026-11-21, 2026-11-21T15:00 (on the clock of"
              + " the time zone) or 2026-11-21T15:00Z. A time that the clock skips means the moment"
              + " of the jump; one that it shows twice means the first.");
  static final Parameter TO = Parameter.query("to", "Before which buckets begin; as from.");
  static final Parameter TIME_ZONE =
      Parameter.query(
          "timeZone",
          "On whose clock buckets begin, such as Europe/Berlin. By default the company's.");
  static final Parameter COMPARE =
      Parameter.query("compare", "previous adds as many buckets from before.").oneOf("previous");
  static final Parameter PREFIX = Parameter.query("prefix", "With what names begin.");
  static final Parameter LIMIT = Parameter.query("limit", "How many at most.").asNumber();
  static final Parameter AFTER = Parameter.query("after", "The next of the page before.");
  static final Parameter FORMAT =
      Parameter.query(
              "format",
              "By default what the Accept header asks for, else JSON. A spreadsheet is CSV in which"
                  + " no cell is taken for a formula: such a text begins with an apostrophe.")
          .oneOf("json", "csv", "spreadsheet");

  private Parameters() {}
}
