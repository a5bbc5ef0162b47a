package io.quipu.store.session;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** The rows of a query, with one page at a time in memory. The constructor sends the query. */
public final class PagedRows implements Iterator<Row> {

  /** Enough to keep Cassandra busy, but few enough that each answer is in time. */
  private static final int MAX_IN_FLIGHT = 128;

  private CompletableFuture<AsyncResultSet> page;

  /** Sends the query. */
  public PagedRows(CqlSession session, Statement<?> query) {
    page = session.executeAsync(query).toCompletableFuture();
  }

  /** The rows of many queries, with a bounded number of queries in flight. */
  public static List<Iterator<Row>> all(CqlSession session, List<? extends Statement<?>> queries) {
    List<Iterator<Row>> results = new ArrayList<>(queries.size());
    List<PagedRows> asked = new ArrayList<>();
    for (Statement<?> query : queries) {
      PagedRows rows = new PagedRows(session, query);
      results.add(rows);
      asked.add(rows);
      if (asked.size() == MAX_IN_FLIGHT) {
        asked.forEach(each -> await(each.page));
        asked.clear();
      }
    }
    return results;
  }

  private static AsyncResultSet await(CompletableFuture<AsyncResultSet> page) {
    try {
      return page.join();
    } catch (CompletionException e) {
      // A copy also has the stack trace of this thread.
      throw e.getCause() instanceof DriverException refusal ? refusal.copy() : e;
    }
  }

  @Override
  public boolean hasNext() {
    AsyncResultSet current = await(page);
    while (current.remaining() == 0 && current.hasMorePages()) {
      page = current.fetchNextPage().toCompletableFuture();
      current = await(page);
    }
    return current.remaining() > 0;
  }

  @Override
  public Row next() {
    Row row = hasNext() ? await(page).one() : null;
    if (row == null) {
      throw new NoSuchElementException();
    }
    return row;
  }
}
