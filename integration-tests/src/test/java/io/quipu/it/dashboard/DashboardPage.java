package io.quipu.it.dashboard;

import io.quipu.server.api.ApiServer;
import java.util.List;
import org.openqa.selenium.Keys;

/** The page of a server's dashboard, in a browser. */
final class DashboardPage {
  /** True when the page shows the latest numbers. */
  static final String LIVE = "document.getElementById('fresh-text').textContent.startsWith('Live')";

  private final Browser browser;
  private final ApiServer server;

  DashboardPage(Browser browser, ApiServer server) {
    this.browser = browser;
    this.server = server;
  }

  /** Opens the page, and waits until it shows all numbers. */
  void open(String hash) {
    browser.open(server.uri() + hash);
    browser.await(LIVE);
    browser.await("document.getElementById('main').getAttribute('aria-busy') === 'false'");
    browser.await(
        "![...document.querySelectorAll('.big')]"
            + ".some(b => b.closest('.waiting') || b.textContent === '…')");
  }

  /** The text of an element. */
  String text(String id) {
    return browser.is("document.getElementById(arguments[0]).textContent", id);
  }

  /** The large numbers, as they are shown. */
  List<String> bigNumbers() {
    return lines("[...document.querySelectorAll('.big')].map(b => b.textContent)");
  }

  /** The elements of a JavaScript array of texts. */
  List<String> lines(String array) {
    return List.of(browser.is(array + ".join('\\n')").split("\n", -1));
  }

  /** Waits until the top list has this many rows. */
  void awaitTop(int rows) {
    browser.await("document.querySelectorAll('#top tbody tr').length === " + rows);
  }

  /** Presses the Tab key until an element has the focus. */
  void tabTo(String id) {
    for (int i = 0; i < 60; i++) {
      if (browser.is("document.activeElement.id").equals(id)) {
        return;
      }
      browser.press(Keys.TAB);
    }
    throw new AssertionError("The Tab key never reaches " + id + ".");
  }
}
