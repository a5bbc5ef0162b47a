package io.quipu.server.api;

import io.quipu.server.http.Parameter;

/** The parameters that several routes share. */
final class Parameters {
  static final Parameter COMPANY =
      Parameter.path("company", "The company; percent-encoded, slashes too.");
  static final Parameter CUSTOMER_PATH =
      Parameter.path("customer", "The customer of the company; percent-encoded.");
  static final Parameter CUSTOMER =
      Parameter.query("customer", "The customer of the company; by default the whole company.");
  static final Parameter STATISTIC = Parameter.query("statistic", "The statistic.").asRequired();
  static final Parameter DIMENSION = Parameter.query("dimension", "The dimension; give value too.");
  static final Parameter VALUE =
      Parameter.query("value", "A value of the dimension; by default the whole statistic.")
          .asRepeated();
  static final Parameter MEASURES =
      Parameter.query("measure", "count (the default), uniques or a sum's name.").asRepeated();
  static final Parameter MEASURE =
      Parameter.query("measure", "count (the default), uniques or a sum's name.");
  static final Parameter RESOLUTION =
      Parameter.query("resolution", "The length of a bucket.").oneOf("hour", "day", "month");
  static final Parameter FROM =
      Parameter.query(
          "from",
          "The earliest start of a bucket: 2026-11, 2026-11-21, 2026-11-21T15:00 (on the clock of"
              + " the time zone) or 2026-11-21T15:00Z. A time that the clock skips means the moment"
              + " of the jump; a time that it shows twice means the first.");
  static final Parameter TO =
      Parameter.query("to", "Buckets begin before this time; written as from.");
  static final Parameter TIME_ZONE =
      Parameter.query(
          "timeZone",
          "The time zone of the buckets, such as Europe/Berlin. By default the company's.");
  static final Parameter COMPARE =
      Parameter.query("compare", "previous adds as many earlier buckets.").oneOf("previous");
  static final Parameter PREFIX = Parameter.query("prefix", "The beginning of the names.");
  static final Parameter LIMIT = Parameter.query("limit", "The most entries in a page.").asNumber();
  static final Parameter AFTER = Parameter.query("after", "The field next of the page before.");
  static final Parameter FORMAT =
      Parameter.query(
              "format",
              "By default as the Accept header says, else JSON. A spreadsheet is CSV in which no"
                  + " cell is a formula: an apostrophe is put before such a text.")
          .oneOf("json", "csv", "spreadsheet");

  private Parameters() {}
}
