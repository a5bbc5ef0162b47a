package io.quipu.cli.demo;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** The companies, customers, campaigns and other values of the demo. */
public final class Population {
  static final List<String> TYPES = List.of("open", "click", "purchase");
  public static final List<String> STATISTICS = List.of("email_open", "email_click", "purchase");

  /** The index of the company whose top campaigns are shown: the largest. */
  static final int SHOWN_COMPANY = 0;

  static final int CAMPAIGNS = 24;
  static final int MESSAGES_PER_CAMPAIGN = 5;
  static final List<String> BROWSERS = List.of("Chrome", "Safari", "Firefox", "Edge", "Outlook");
  static final List<String> COUNTRIES = List.of("DE", "US", "GB", "FR", "PL", "BR", "IN", "JP");
  static final List<String> MAIL_DOMAINS = List.of("example.com", "example.org", "example.net");

  private static final List<String> SEASONS = List.of("Spring", "Summer", "Autumn", "Winter");
  private static final List<String> KINDS =
      List.of("sale", "newsletter", "welcome", "reminder", "survey", "outlet");

  /**
   * A company.
   *
   * @param zone the time zone, as in the catalog of the demo
   * @param customers the number of its customers
   */
  public record Company(String name, ZoneId zone, int customers) {}

  /** The companies, the largest first. Each has about half as many events as the previous one. */
  public static final List<Company> COMPANIES =
      List.of(
          new Company("acme", ZoneId.of("Europe/Berlin"), 100_000),
          new Company("globex", ZoneId.of("UTC"), 50_000),
          new Company("initech", ZoneId.of("America/New_York"), 25_000),
          new Company("umbrella", ZoneId.of("UTC"), 12_000),
          new Company("hooli", ZoneId.of("UTC"), 6_000),
          new Company("O'Reilly & \"Söhne\"", ZoneId.of("UTC"), 3_000));

  /** The names of the campaigns, those with most events first. */
  static final List<String> CAMPAIGN_NAMES = campaignNames();

  private Population() {}

  private static List<String> campaignNames() {
    List<String> names = new ArrayList<>();
    for (String kind : KINDS) {
      for (String season : SEASONS) {
        names.add(season + " " + kind);
      }
    }
    return List.copyOf(names.subList(0, CAMPAIGNS));
  }
}
