package io.quipu.pipeline.catalog;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quipu.model.calendar.Resolution;
import io.quipu.model.catalog.AmountSource;
import io.quipu.model.catalog.Catalog;
import io.quipu.model.catalog.DimensionDefinition;
import io.quipu.model.catalog.DimensionSource;
import io.quipu.model.catalog.FieldPath;
import io.quipu.model.catalog.LookupTable;
import io.quipu.model.catalog.LookupTable.Missing;
import io.quipu.model.catalog.ReferenceSource;
import io.quipu.model.catalog.ReferenceSource.FileFormat;
import io.quipu.model.catalog.StatisticDefinition;
import io.quipu.model.catalog.TimeUnit;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests that a catalog is read as it is written. */
class CatalogFileTest {
  private final Path folder;
  private final TestCatalogs catalogs;

  CatalogFileTest(@TempDir Path folder) {
    this.folder = folder;
    catalogs = new TestCatalogs(folder);
  }

  @Test
  void aMinimalCatalogHasDefaults() throws CatalogException {
    Catalog catalog = catalogs.load(TestCatalogs.MINIMAL);

    StatisticDefinition open = catalog.definitions().get(0);
    assertThat(open.eventTypes(), contains("open"));
    assertThat(open.statistic().uniques(), equalTo(true));
    assertThat(
        open.statistic().resolutions(),
        containsInAnyOrder(Resolution.HOUR, Resolution.DAY, Resolution.MONTH));
    assertThat(open.propertyLimit(), equalTo(0));
    assertThat(catalog.event().timeUnit(), equalTo(TimeUnit.MILLIS));
    assertThat(catalog.timeZones().of("any").getId(), equalTo("UTC"));
  }

  @Test
  void aCatalogMayBeginWithAByteOrderMark() throws Exception {
    Path file = Files.writeString(folder.resolve("marked.yaml"), "\uFEFF" + TestCatalogs.MINIMAL);
    assertThat(CatalogFile.load(file.toString()), equalTo(catalogs.load(TestCatalogs.MINIMAL)));
    Files.writeString(file, "\uFEFF" + TestCatalogs.MINIMAL.replace("version: 1", "version: 2"));
    CatalogException e =
        assertThrows(CatalogException.class, () -> CatalogFile.load(file.toString()));
    assertThat(e.getMessage(), startsWith(file + ":1:10: "));
  }

  @Test
  void aRemoteCatalogAndItsLookupsAreReadByTheirUris() throws Exception {
    Files.createDirectories(folder.resolve("lookups"));
    Files.writeString(folder.resolve("lookups").resolve("the pages.csv"), "page,section\n/a,s\n");
    Files.writeString(
        folder.resolve("catalog.yaml"),
        TestCatalogs.MINIMAL
            + "lookups: {pages: {file: 'x/../lookups/the pages.csv', key: {page: page}}}\n");
    Catalog catalog = CatalogFile.load("file://" + folder.resolve("catalog.yaml"));
    assertThat(
        catalog.lookups().get(0).table().source(),
        equalTo(
            new ReferenceSource.File(
                "file://" + folder.resolve("lookups").resolve("the pages.csv"), FileFormat.CSV)));
    CatalogException missing =
        assertThrows(CatalogException.class, () -> CatalogFile.load("file://" + folder + "/none"));
    assertThat(missing.getMessage(), containsString("There is no such file; check the path."));
  }

  @Test
  void readsEveryKey() throws Exception {
    Files.writeString(folder.resolve("messages.csv"), "message_id,campaign_name\nm,x\n");
    Catalog catalog =
        catalogs.load(
            """
            version: 1
            event:
              company: company_id
              customer: customer.id
              email: customer.email
              type: type
              time: {field: at, unit: iso-8601}
              id: 'meta\\.id'
            time-zone: America/New_York
            company-time-zones: {gifts-uk: Europe/London}
            lookups:
              messages: {file: messages.csv, key: {message_id: message}, expiry: 2h, cache: 5, missing: dead-letter}
              people: {cassandra: crm.people, key: {company: company_id, id: customer.id}}
            derived:
              big: 'double(event.revenue) > 100.0'
            statistics:
              sale:
                events: [sale, resale]
                where: has(event.revenue)
                uniques: false
                resolutions: [day]
                dimensions:
                  a: a
                  b: {field: b.c, slices: 16, limit: 5000}
                  c: {each: items.sku}
                  d: {email-domain: customer.email}
                  e: {lookup: messages.campaign_name}
                  f: {derived: big}
                properties: {all: true, limit: 7}
                sums:
                  revenue: {field: revenue, scale: 2}
                  half: {derived: big, scale: 0}
            """);

    assertThat(catalog.event().id(), equalTo(FieldPath.of("meta.id")));
    assertThat(catalog.timeZones().of("gifts-uk"), equalTo(ZoneId.of("Europe/London")));
    LookupTable messages = catalog.lookupTables().get(0);
    assertThat(messages.expiry(), equalTo(Duration.ofHours(2)));
    assertThat(messages.cacheSize(), equalTo(5));
    assertThat(messages.missing(), equalTo(Missing.DEAD_LETTER));
    assertThat(
        messages.source(),
        equalTo(
            new ReferenceSource.File(
                folder.resolve("messages.csv").toString(), ReferenceSource.FileFormat.CSV)));
    assertThat(
        catalog.lookupTables().get(1).source(),
        equalTo(new ReferenceSource.CassandraTable("crm", "people")));
    assertThat(catalog.lookups().get(1).keyFields(), hasItem(FieldPath.of("customer", "id")));
    StatisticDefinition sale = catalog.definitions().get(0);
    assertThat(
        sale.statistic().resolutions(), containsInAnyOrder(Resolution.DAY, Resolution.MONTH));
    assertThat(
        sale.dimensions(),
        contains(
            DimensionDefinition.of("a", new DimensionSource.Field(FieldPath.of("a"))),
            new DimensionDefinition(
                "b", new DimensionSource.Field(FieldPath.of("b", "c")), 16, 5000),
            DimensionDefinition.of("c", new DimensionSource.Each(FieldPath.of("items", "sku"))),
            DimensionDefinition.of(
                "d", new DimensionSource.EmailDomain(FieldPath.of("customer", "email"))),
            DimensionDefinition.of("e", new DimensionSource.LookedUp("messages", "campaign_name")),
            DimensionDefinition.of("f", new DimensionSource.Computed("big"))));
    assertThat(catalog.limits().of(sale.name(), "b"), equalTo(5000));
    assertThat(catalog.limits().of(sale.name(), "a"), equalTo(0));
    assertThat(sale.propertyLimit(), equalTo(7));
    assertThat(
        sale.amounts(),
        contains(
            new AmountSource.Field(FieldPath.of("revenue")), new AmountSource.Computed("big")));
    assertThat(sale.statistic().sums().get(0).scale(), equalTo(2));
  }

  @Test
  void aCatalogTravelsToWorkers() throws Exception {
    Catalog catalog = catalogs.load(TestCatalogs.MINIMAL);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(catalog);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      assertThat(in.readObject(), equalTo(catalog));
    }
  }
}
