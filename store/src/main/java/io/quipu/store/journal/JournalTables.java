package io.quipu.store.journal;

import static java.util.stream.Collectors.toMap;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.data.ByteUtils;
import com.datastax.oss.driver.api.core.data.TupleValue;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.TupleType;
import io.quipu.model.state.Shard;
import io.quipu.store.jobs.Heartbeats;
import io.quipu.store.jobs.OwnerNumbers;
import io.quipu.store.jobs.RunsTable;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.session.CassandraSession;
import io.quipu.store.session.CassandraSettings;
import io.quipu.store.session.RetryingRequests;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tables {@code owners} and {@code journal} of one run. It shares its session. Requests are
 * repeated during an outage of Cassandra. Thread-safe.
 */
public final class JournalTables implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalTables.class);
  private static final TupleType NUMBER_AND_MONTH = DataTypes.tupleOf(DataTypes.INT, DataTypes.INT);
  private static final int END_SECONDS = 2;

  /**
   * A row of the table of owners.
   *
   * @param hours the hours that may have entries, in hours since 1970
   * @param dropped the last hour whose entries were dropped; 0 if none were
   */
  public record OwnerRow(long owner, NavigableSet<Integer> hours, int dropped) {
    static final OwnerRow NOBODY = new OwnerRow(0, Collections.emptyNavigableSet(), 0);
  }

  /** A row of {@code journal}. */
  @SuppressWarnings("ArrayRecordComponent") // Rows are never compared.
  public record EntryRow(long owner, long sequence, long time, byte[] batch) {}

  private final CassandraSession shared;
  private final RetryingRequests requests;
  private final OwnerNumbers numbers;
  private final Heartbeats heartbeats;
  private final AtomicLong lastBeat = new AtomicLong(Long.MIN_VALUE);
  private final String kind;
  private final long incarnation;
  private final PreparedStatement owner;
  private final PreparedStatement ownersOf;
  private final PreparedStatement take;
  private final PreparedStatement addHour;
  private final PreparedStatement removeHour;
  private final PreparedStatement dropped;
  private final PreparedStatement months;
  private final PreparedStatement append;
  private final PreparedStatement read;
  private final PreparedStatement drop;
  private final PreparedStatement settles;

  private JournalTables(
      CassandraSession shared, String keyspace, RunsTable.Kind kind, long incarnation)
      throws InterruptedException {
    this.shared = shared;
    this.requests = new RetryingRequests(shared, "requests for the journal");
    this.numbers = new OwnerNumbers(shared, keyspace, kind);
    this.heartbeats = new Heartbeats(shared, keyspace, kind);
    this.kind = kind.key();
    this.incarnation = incarnation;
    String owners = keyspace + "." + CountsSchema.SHARD_OWNERS;
    String shard = " WHERE kind = ? AND incarnation = ? AND number = ? AND month = ?";
    owner = requests.prepare("SELECT owner, hours, dropped FROM " + owners + shard);
    ownersOf =
        requests.prepare(
            "SELECT number, month, owner FROM "
                + owners
                + " WHERE kind = ? AND incarnation = ? AND (number, month) IN ?");
    // The number is the timestamp too. So of several owners the one with the largest number
    // remains.
    take = requests.prepare("UPDATE " + owners + " USING TIMESTAMP ? SET owner = ?" + shard);
    addHour = requests.prepare("UPDATE " + owners + " SET hours = hours + ?" + shard);
    removeHour = requests.prepare("UPDATE " + owners + " SET hours = hours - ?" + shard);
    // The hour is the timestamp too. So of several owners' hours the last one remains.
    dropped = requests.prepare("UPDATE " + owners + " USING TIMESTAMP ? SET dropped = ?" + shard);
    months =
        requests.prepare(
            "SELECT month FROM " + owners + " WHERE kind = ? AND incarnation = ? AND number = ?");
    String journal = keyspace + "." + CountsSchema.JOURNAL;
    append =
        requests.prepare(
            "INSERT INTO "
                + journal
                + " (kind, incarnation, number, month, hour, owner, sequence, time, increments)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    read =
        requests.prepare(
            "SELECT owner, sequence, time, increments FROM " + journal + shard + " AND hour = ?");
    drop = requests.prepare("DELETE FROM " + journal + shard + " AND hour = ?");
    // The time is the timestamp too. So of several times the latest one remains.
    settles =
        requests.prepare(
            "UPDATE "
                + keyspace
                + "."
                + CountsSchema.PROGRESS
                + " USING TIMESTAMP ? SET settles = ? WHERE kind = ? AND incarnation = ?");
  }

  /**
   * Opens the tables, which must exist; waits until Cassandra answers.
   *
   * @throws io.quipu.store.session.CassandraException if Cassandra refuses the user, has no such
   *     keyspace, or has an untrusted certificate
   */
  public static JournalTables open(
      CassandraSettings settings, RunsTable.Kind kind, long incarnation)
      throws InterruptedException {
    return CassandraSession.shareWith(
        settings, shared -> new JournalTables(shared, settings.keyspace(), kind, incarnation));
  }

  /** Takes a number; see {@link OwnerNumbers#next}. */
  public long nextNumber() throws InterruptedException {
    return numbers.next(incarnation);
  }

  /** Says that this process runs the job, unless it has said so a moment ago. */
  public void beat() {
    long now = System.nanoTime();
    long last = lastBeat.get();
    if ((last == Long.MIN_VALUE || now - last >= Heartbeats.PERIOD.toNanos())
        && lastBeat.compareAndSet(last, now)) {
      // A beat that is lost does no harm, because another one follows.
      var unused = heartbeats.beat(incarnation);
    }
  }

  /**
   * Makes the caller the owner of a shard, unless the owner has a larger number. A number is taken
   * once, and nobody else writes it, so this needs no lightweight transaction.
   *
   * @return the owner from now on
   */
  public CompletableFuture<OwnerRow> take(Shard shard, long number) {
    return requests
        .execute(take.bind(number, number, kind, incarnation, shard.number(), shard.month()))
        .thenCompose(taken -> owner(shard));
  }

  /** Returns the owner of a shard; its number is 0 if nobody has owned the shard. */
  public CompletableFuture<OwnerRow> owner(Shard shard) {
    return requests
        .query(
            owner.bind(kind, incarnation, shard.number(), shard.month()), JournalTables::ownerRow)
        .thenApply(rows -> rows.isEmpty() ? OwnerRow.NOBODY : rows.get(0));
  }

  /** Returns the owners of shards by one request. A shard that nobody has owned is left out. */
  public CompletableFuture<Map<Shard, Long>> owners(Set<Shard> shards) {
    List<TupleValue> keys =
        shards.stream()
            .map(shard -> NUMBER_AND_MONTH.newValue(shard.number(), shard.month()))
            .toList();
    return requests
        .query(
            ownersOf.bind(kind, incarnation, keys),
            row -> Map.entry(new Shard(row.getInt(1), row.getInt(0)), row.getLong(2)))
        .thenApply(found -> found.stream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
  }

  /** Returns the shards with this number that were ever taken over. */
  public CompletableFuture<List<Shard>> taken(int number) {
    return requests.query(
        months.bind(kind, incarnation, number), row -> new Shard(row.getInt(0), number));
  }

  private static OwnerRow ownerRow(Row row) {
    Set<Integer> hours = row.getSet("hours", Integer.class);
    return new OwnerRow(
        row.getLong("owner"),
        hours == null ? Collections.emptyNavigableSet() : new TreeSet<>(hours),
        row.getInt("dropped"));
  }

  /** Notes that a shard may have entries in an hour; hours are counted from 1970. */
  public CompletableFuture<Void> addHour(Shard shard, int hour) {
    return requests
        .execute(addHour.bind(Set.of(hour), kind, incarnation, shard.number(), shard.month()))
        .thenAccept(answer -> {});
  }

  /** Writes an entry; a repeated write changes nothing. */
  public CompletableFuture<Void> append(Shard shard, int hour, EntryRow entry) {
    return requests
        .execute(
            append.bind(
                kind,
                incarnation,
                shard.number(),
                shard.month(),
                hour,
                entry.owner(),
                entry.sequence(),
                entry.time(),
                ByteBuffer.wrap(entry.batch())))
        .thenAccept(answer -> {});
  }

  /** Returns the entries of a shard in an hour. */
  public CompletableFuture<List<EntryRow>> read(Shard shard, int hour) {
    return requests.query(
        read.bind(kind, incarnation, shard.number(), shard.month(), hour),
        row ->
            new EntryRow(
                row.getLong(0),
                row.getLong(1),
                row.getLong(2),
                ByteUtils.getArray(row.getByteBuffer(3))));
  }

  /** Deletes the entries of a shard in an hour, and notes first that they are dropped. */
  public CompletableFuture<Void> drop(Shard shard, int hour) {
    return requests
        .execute(
            dropped.bind(
                TimeUnit.HOURS.toMicros(hour),
                hour,
                kind,
                incarnation,
                shard.number(),
                shard.month()))
        .thenCompose(
            noted ->
                requests.execute(drop.bind(kind, incarnation, shard.number(), shard.month(), hour)))
        .thenCompose(
            gone ->
                requests.execute(
                    removeHour.bind(
                        Set.of(hour), kind, incarnation, shard.number(), shard.month())))
        .thenAccept(answer -> {});
  }

  /** Notes that rows are withheld until stream time has passed this time, in milliseconds. */
  public CompletableFuture<Void> noteSettleTime(long time) {
    return requests.execute(settles.bind(time, time, kind, incarnation)).thenAccept(answer -> {});
  }

  /**
   * Removes the beat of this process, so that the next start need not wait, and releases the shared
   * session. An outage of Cassandra does not hold it up for long.
   */
  @Override
  public void close() {
    if (lastBeat.get() != Long.MIN_VALUE) {
      try {
        heartbeats.end().get(END_SECONDS, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException | TimeoutException e) {
        LOG.info("The heartbeat of this process stays until it expires. {}", e.toString());
      }
    }
    shared.close();
  }
}
