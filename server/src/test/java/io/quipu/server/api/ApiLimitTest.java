package io.quipu.server.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import io.quipu.server.keys.KeyCheck;
import io.quipu.store.queries.CountsReader;
import io.quipu.store.schema.CountsSchema;
import io.quipu.store.schema.Replication;
import io.quipu.store.schema.SchemaAdmin;
import io.quipu.store.session.CassandraSession;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests that answers say that values are beyond the limit of a dimension. */
class ApiLimitTest {
  private static final String KEYSPACE = "limited";
  private static final String ACME = "/v1/companies/acme/";

  @Test
  void answersOfADimensionWithOthersSaySo() throws InterruptedException {
    CassandraSession session = TestCassandra.connect();
    new SchemaAdmin(session, CountsSchema.of(KEYSPACE, Replication.ONE)).apply();
    TestShop shop = new TestShop("acme", 7);
    var rows = new ArrayList<>(shop.orders(List.of("a", "(other)")));
    rows.addAll(shop.refunds(List.of("a")));
    StoredRows.write(TestCassandra.settings(KEYSPACE), TestShop.ZONE, rows, 1);
    try (ApiTestServer server =
        new ApiTestServer(new CountsReader(session, KEYSPACE), KeyCheck.open())) {
      String month = "&resolution=month&bucket=2025-11";
      String days = "&resolution=day&from=2025-11-02&to=2025-11-04";
      String top = ACME + "top?statistic=orders&dimension=campaign";

      JsonNode onePage = server.json(top + month + "&limit=1");
      assertThat(onePage.get("limited").booleanValue(), is(true));
      assertThat(
          server.get(top + month + "&format=csv").headers().firstValue("Quipu-Limited").orElse(""),
          equalTo("true"));
      assertThat(
          server.json(ACME + "top?statistic=refunds&dimension=campaign" + month).has("limited"),
          is(false));
      JsonNode series =
          server.json(ACME + "series?statistic=orders&dimension=campaign&value=a" + days);
      assertThat(series.get("limited").booleanValue(), is(true));
      assertThat(server.json(ACME + "series?statistic=orders" + days).has("limited"), is(false));
    }
  }
}
