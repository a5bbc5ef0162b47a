package io.quipu.it.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.interactions.Actions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/**
 * A headless Chromium. If it is not installed, tests fail and say how to install it; {@code
 * -Dquipu.chromium=none} skips them.
 */
public final class Browser implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Path SHOTS = Path.of("target", "dashboard");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** Starts a browser with a window of 1280 by 1200 pixels. */
  public static Browser start() throws IOException {
    Assumptions.assumeFalse(
        "none".equals(System.getProperty("quipu.chromium", System.getenv("QUIPU_CHROMIUM"))),
        "quipu.chromium=none leaves out what needs a browser.");
    Path chromium = find("chromium", "chromium-browser", "google-chrome-stable", "google-chrome");
    Path chromeDriver = find("chromedriver", "chromium.chromedriver");
    LoggingPreferences logs = new LoggingPreferences();
    logs.enable(LogType.BROWSER, Level.ALL);
    logs.enable(LogType.PERFORMANCE, Level.ALL);
    ChromeOptions options = new ChromeOptions();
    options.setBinary(chromium.toFile());
    options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--hide-scrollbars",
        // Debian asks for a GPU, which would be computed by software.
        "--disable-gpu",
        "--disable-gpu-rasterization",
        // It must not look for the hosts of its maker.
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-extensions",
        "--disable-sync",
        "--no-first-run");
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(chromeDriver.toFile())
            .usingAnyFreePort()
            .build();
    Files.createDirectories(SHOTS);
    Browser browser = new Browser(new ChromeDriver(service, options));
    browser.size(1280, 1200, false);
    return browser;
  }

  private static Path find(String... names) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "") + ":/usr/lib/chromium";
    return Stream.of(names)
        .flatMap(name -> Stream.of(path.split(":")).map(folder -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new AssertionError(
                    "There is no "
                        + names[0]
                        + " on the PATH, which the dashboard's tests need: 'apt-get install"
                        + " chromium chromium-driver' (.ci/run does it), or leave them out by"
                        + " -Dquipu.chromium=none."));
  }

  /** Loads an address anew, even if only the part after # differs. */
  public void open(String address) {
    driver.get("about:blank");
    driver.get(address);
  }

  /** Sets the size of the viewport, in pixels. */
  public void size(int width, int height, boolean phone) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
  }

  /** Sets whether the page sees a dark colour scheme of the system. */
  public void dark(boolean dark) {
    driver.executeCdpCommand(
        "Emulation.setEmulatedMedia",
        Map.of(
            "features",
            List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
  }

  /** The value of a JavaScript expression, as text. */
  public String is(String expression, Object... arguments) {
    return String.valueOf(driver.executeScript("return " + expression, arguments));
  }

  /** Runs a script in every page that is opened from now on, before the page's own scripts. */
  public void before(String script) {
    driver.executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", script));
  }

  /** Waits until an expression is true. */
  public void await(String expression, Object... arguments) {
    new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
        .withMessage(() -> expression + " in " + is("document.body.innerText"))
        .until(ignored -> is("Boolean(" + expression + ")", arguments).equals("true"));
  }

  /** Presses keys, one after the other, in the focused element. */
  public void press(CharSequence... keys) {
    for (CharSequence key : keys) {
      new Actions(driver).sendKeys(key).perform();
    }
  }

  /** The address of the open page. */
  public String address() {
    return Objects.requireNonNull(driver.getCurrentUrl());
  }

  /** Goes back by one page. */
  public void back() {
    driver.navigate().back();
  }

  /** Stores a screenshot in target/dashboard. */
  public void shoot(String name) throws IOException {
    Files.write(SHOTS.resolve(name + ".png"), driver.getScreenshotAs(OutputType.BYTES));
  }

  /** As {@link #shoot}; {@code -Dquipu.pictures=true} stores it in docs/images too. */
  public void shootForDocs(String name, String picture) throws IOException {
    shoot(name);
    if (Boolean.getBoolean("quipu.pictures")) {
      Path images = Path.of(System.getProperty("quipu.home", ".."), "docs", "images");
      Files.copy(
          SHOTS.resolve(name + ".png"),
          images.resolve(picture),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** The console's messages since the last call. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** The addresses requested since the last call. */
  public List<String> requests() {
    return driver.manage().logs().get(LogType.PERFORMANCE).getAll().stream()
        .map(entry -> tree(entry.getMessage()).path("message"))
        .filter(message -> message.path("method").asText().equals("Network.requestWillBeSent"))
        .map(message -> message.path("params").path("request").path("url").asText())
        .toList();
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (IOException e) {
      throw new IllegalArgumentException(json, e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
