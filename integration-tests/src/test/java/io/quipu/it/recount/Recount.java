package io.quipu.it.recount;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Computes the expected rows and dead letters of records, by a catalog. */
public final class Recount {
  private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");

  private final Map<String, Function<Map<String, ?>, Object>> expressions;
  private final boolean byCustomer;
  private Definitions catalog;
  private StatisticRules rules;
  private final SequenceRecount sequences;
  private final Map<Key, Tally> tallies = new HashMap<>();
  private final Set<List<String>> ids = new HashSet<>();
  private final List<byte[]> deadLetters = new ArrayList<>();
  private @Nullable AdmittedRows admitted;

  private record Key(
      String company,
      String customer,
      String statistic,
      String dimension,
      String value,
      String resolution,
      Instant start) {}

  private static final class Tally {
    long count;
    final Set<String> customers = new HashSet<>();
    final Map<String, BigDecimal> sums = new TreeMap<>();
  }

  /** The fields of an event that are the same for all statistics. */
  private record Head(
      String company,
      @Nullable String customer,
      @Nullable String id,
      Instant time,
      String identity) {}

  /**
   * @param catalog a valid catalog
   * @param expressions the catalog's expressions, each by its text, as functions of an event; a
   *     function that throws has no value
   */
  public Recount(Path catalog, Map<String, Function<Map<String, ?>, Object>> expressions)
      throws IOException {
    this(catalog, expressions, false);
  }

  private Recount(
      Path catalog, Map<String, Function<Map<String, ?>, Object>> expressions, boolean byCustomer)
      throws IOException {
    this.expressions = expressions;
    this.byCustomer = byCustomer;
    this.catalog = Definitions.read(catalog);
    this.rules = new StatisticRules(this.catalog, expressions);
    this.sequences = new SequenceRecount(this.catalog, expressions);
  }

  /** Uses another catalog from now on, with the same sequences; the counts so far stay. */
  public void use(Path catalog) throws IOException {
    this.catalog = Definitions.read(catalog);
    this.rules = new StatisticRules(this.catalog, expressions);
  }

  /**
   * Takes from stored rows which values are within the limits of their dimensions. All else is
   * counted, so rows of a value that must not be there or with wrong numbers differ.
   */
  public Recount admitting(List<Row> stored) {
    admitted = new AdmittedRows(catalog, stored);
    return this;
  }

  /** A recount by customer; events without a customer count nothing. */
  public static Recount byCustomer(
      Path catalog, Map<String, Function<Map<String, ?>, Object>> expressions) throws IOException {
    return new Recount(catalog, expressions, true);
  }

  /**
   * Counts a record.
   *
   * @param came the time of the record's arrival
   */
  public void add(byte[] record, Instant came) {
    try {
      JsonEvent event = JsonEvent.read(record);
      List<String> counting = counting(event);
      if (!counting.isEmpty()) {
        requireOnce(event, counting);
        Head head = head(event.root(), record, came);
        // All statistics read the record before any counts it: a record counts in all or in none.
        List<StatisticRules.Counted> all = new ArrayList<>();
        for (String statistic : counting) {
          all.add(rules.read(statistic, event.root()));
        }
        for (int i = 0; i < all.size(); i++) {
          count(counting.get(i), head, event.root(), all.get(i));
        }
      }
    } catch (BrokenRecord e) {
      deadLetters.add(record);
    }
  }

  /** The records that cannot be counted, in order of arrival. */
  public List<byte[]> deadLetters() {
    return deadLetters;
  }

  /** The expected rows, in {@link Row#ORDER}. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    Map<Key, Tally> all = new HashMap<>(tallies);
    all.putAll(ofSequences());
    all.forEach(
        (key, tally) ->
            rows.add(
                new Row(
                    key.company(),
                    key.customer(),
                    key.statistic(),
                    key.dimension(),
                    key.value(),
                    key.resolution(),
                    key.start(),
                    tally.count,
                    rules.asksUniques(key.statistic()) && !byCustomer
                        ? (Long) (long) tally.customers.size()
                        : null,
                    tally.sums)));
    rows.sort(Row.ORDER);
    return rows;
  }

  private Map<Key, Tally> ofSequences() {
    Map<Key, Tally> found = new HashMap<>();
    sequences.count(
        (company, customer, sequence, counter, resolution, start, seconds) -> {
          Key key =
              new Key(
                  company,
                  "",
                  "sequence:" + sequence,
                  counter.dimension(),
                  counter.value(),
                  resolution,
                  start);
          Tally tally = found.computeIfAbsent(key, absent -> new Tally());
          tally.count++;
          tally.customers.add(customer);
          tally.sums.merge("seconds", seconds, BigDecimal::add);
        });
    return found;
  }

  private List<String> counting(JsonEvent event) throws BrokenRecord {
    requireOnce(event, "type");
    String type = Fields.id(field(event.root(), "type"), 2048);
    if (type == null) {
      throw new BrokenRecord("no type");
    }
    List<String> counting = new ArrayList<>();
    for (String statistic : catalog.statistics()) {
      if (event.twice().stream().anyMatch(field -> rules.decidesBy(statistic, type, field))) {
        throw new BrokenRecord("a field of a filter is twice");
      }
      if (rules.accepts(statistic, type, event.root())) {
        counting.add(statistic);
      }
    }
    return counting;
  }

  private void requireOnce(JsonEvent event, List<String> counting) throws BrokenRecord {
    requireOnce(event, "company", "customer", "id");
    if (Fields.id(field(event.root(), "customer"), 1024) == null) {
      requireOnce(event, "email");
    }
    for (JsonEvent.Twice field : event.twice()) {
      if (StatisticRules.isAround(field.path(), catalog.text("event", "time", "field"))
          || counting.stream().anyMatch(statistic -> rules.countsBy(statistic, field))) {
        throw new BrokenRecord("a field is twice");
      }
    }
  }

  private void requireOnce(JsonEvent event, String... names) throws BrokenRecord {
    for (JsonEvent.Twice field : event.twice()) {
      for (String name : names) {
        if (StatisticRules.isAround(field.path(), catalog.text("event", name))) {
          throw new BrokenRecord("a field of every event is twice");
        }
      }
    }
  }

  private Head head(Map<String, ?> event, byte[] record, Instant came) throws BrokenRecord {
    String company = Fields.id(field(event, "company"), 256);
    if (company == null) {
      throw new BrokenRecord("no company");
    }
    String customer = Fields.id(field(event, "customer"), 1024);
    String email = customer == null ? Fields.email(field(event, "email")) : null;
    String who = customer != null ? "id " + customer : email != null ? "email " + email : null;
    String id = Fields.id(field(event, "id"), 1024);
    String identity =
        id != null ? "id " + id : "record " + new String(record, StandardCharsets.ISO_8859_1);
    return new Head(company, who, id, time(event, came), identity);
  }

  private Instant time(Map<String, ?> event, Instant came) throws BrokenRecord {
    String path = Objects.requireNonNull(catalog.text("event", "time", "field"));
    Object value = Fields.one(event, Fields.names(path));
    String unit = Objects.requireNonNull(catalog.text("event", "time", "unit"));
    Instant time = unit.equals("iso-8601") ? isoTime(value) : numberTime(value, unit);
    if (time.isBefore(EARLIEST) || time.isAfter(came.plus(1, ChronoUnit.DAYS))) {
      throw new BrokenRecord("a time that cannot be");
    }
    return time;
  }

  private static Instant isoTime(@Nullable Object value) throws BrokenRecord {
    try {
      return OffsetDateTime.parse(String.valueOf(value)).toInstant();
    } catch (DateTimeParseException e) {
      throw new BrokenRecord("no time", e);
    }
  }

  private static Instant numberTime(@Nullable Object value, String unit) throws BrokenRecord {
    String text = value instanceof JsonEvent.JsonNumber number ? number.text() : "" + value;
    if (!text.matches("-?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?") || value instanceof Boolean) {
      throw new BrokenRecord("no time");
    }
    int decimals =
        switch (unit) {
          case "seconds" -> 0;
          case "millis" -> 3;
          case "micros" -> 6;
          default -> throw new IllegalStateException("a unit that the recount does not know");
        };
    BigDecimal millis = new BigDecimal(text).movePointRight(3 - decimals);
    return Instant.ofEpochMilli(millis.setScale(0, RoundingMode.FLOOR).longValue());
  }

  private @Nullable Object field(Map<String, ?> event, String name) throws BrokenRecord {
    String path = catalog.text("event", name);
    return path == null ? null : Fields.one(event, Fields.names(path));
  }

  private void count(
      String statistic, Head head, Map<String, ?> event, StatisticRules.Counted counted) {
    if (byCustomer && head.customer() == null) {
      return;
    }
    String zoneName = catalog.text("company-time-zones", head.company());
    String defaultZone = Objects.requireNonNullElse(catalog.text("time-zone"), "UTC");
    ZoneId zone = ZoneId.of(zoneName == null ? defaultZone : zoneName);
    if (head.id() != null && !ids.add(idKey(statistic, head, head.id(), zone))) {
      return;
    }
    if (head.customer() != null && !byCustomer) {
      sequences.add(
          statistic,
          new SequenceRecount.Event(
              head.company(), head.customer(), zone, head.time(), head.identity(), event),
          counted.values());
    }
    String customer = byCustomer ? nameOf(head.customer(), head.company()) : "";
    Instant month = RecountBuckets.start("month", head.time(), zone);
    Set<StatisticRules.Value> values =
        admitted == null
            ? counted.values()
            : admitted.decide(head.company(), statistic, month, counted.values());
    for (String resolution : rules.resolutions(statistic)) {
      Instant start = RecountBuckets.start(resolution, head.time(), zone);
      for (StatisticRules.Value value : values) {
        Key key =
            new Key(
                head.company(),
                customer,
                statistic,
                value.dimension(),
                value.value(),
                resolution,
                start);
        Tally tally = tallies.computeIfAbsent(key, absent -> new Tally());
        tally.count++;
        counted.sums().forEach((name, sum) -> tally.sums.merge(name, sum, BigDecimal::add));
        if (head.customer() != null) {
          tally.customers.add(head.customer());
        }
      }
    }
  }

  /** The name of a customer; a hash of the email address if only that is known. */
  private static String nameOf(@Nullable String customer, String company) {
    String known = Objects.requireNonNull(customer);
    if (known.startsWith("id ")) {
      return known.substring("id ".length());
    }
    byte[] companyBytes = company.getBytes(StandardCharsets.UTF_8);
    Hasher hash = Hashing.sha256().newHasher();
    for (int shift = 24; shift >= 0; shift -= 8) {
      hash.putByte((byte) (companyBytes.length >> shift));
    }
    hash.putBytes(companyBytes);
    hash.putString(known.substring("email ".length()), StandardCharsets.UTF_8);
    return "email:" + hash.hash().toString().substring(0, 32);
  }

  /** The scope of an id: the same customer, statistic and month. */
  private static List<String> idKey(String statistic, Head head, String id, ZoneId zone) {
    String month = RecountBuckets.start("month", head.time(), zone).toString();
    String customer = Objects.requireNonNullElse(head.customer(), "");
    return List.of(head.company(), statistic, customer, month, id);
  }

  /** Records as texts, to compare and print them. */
  public static List<String> texts(List<byte[]> records) {
    return records.stream()
        .map(record -> new String(record, StandardCharsets.ISO_8859_1))
        .sorted()
        .toList();
  }
}
