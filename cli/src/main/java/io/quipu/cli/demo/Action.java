package io.quipu.cli.demo;

import java.util.List;
import java.util.Map;

/**
 * An action of a customer with a message, from which events are generated. It can be repeated.
 *
 * @param company the index of the company
 * @param type the index of the event's type, and of its statistic
 * @param customer the customer's number in the company
 * @param campaign the index of the campaign
 * @param message the message's number in the campaign
 */
public record Action(int company, int type, int customer, int campaign, int message) {
  /**
   * The dimensions of the action's statistic and their values, as {@code catalog.yaml} has them.
   */
  public Map<String, String> dimensions() {
    String name = Population.CAMPAIGN_NAMES.get(campaign);
    String browser = pick(Population.BROWSERS);
    String country = pick(Population.COUNTRIES);
    return switch (type) {
      case 0 ->
          Map.of(
              "campaign", name,
              "message", "m" + campaign + "-" + message,
              "browser", browser,
              "country", country,
              "mail_domain", pick(Population.MAIL_DOMAINS));
      case 1 -> Map.of("campaign", name, "browser", browser);
      default -> Map.of("campaign", name, "country", country);
    };
  }

  private String pick(List<String> names) {
    return names.get(customer % names.size());
  }
}
