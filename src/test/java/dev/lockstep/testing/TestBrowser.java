package dev.lockstep.testing;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType.LaunchOptions;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.impl.driver.Driver;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A real browser: an installed Chromium, or else the one that Playwright downloads. Belongs to the
 * thread that opened it, as everything of Playwright does.
 */
public final class TestBrowser implements AutoCloseable {

  private static final List<String> FLAGS =
      List.of(
          "--no-sandbox",
          "--disable-gpu",
          "--disable-quic",
          "--no-first-run",
          "--disable-background-networking",
          "--disable-component-update",
          "--disable-sync");

  /**
   * Playwright would fetch every browser it knows; only one is wanted, and only if none is here.
   */
  private static final Map<String, String> NO_DOWNLOAD =
      Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");

  private final Playwright playwright;
  private final Browser browser;

  private TestBrowser(Playwright playwright, Browser browser) {
    this.playwright = playwright;
    this.browser = browser;
  }

  /** Opens a browser; where there is none and none can be had, the test is skipped and says so. */
  public static TestBrowser open() {
    Playwright playwright = Playwright.create(new Playwright.CreateOptions().setEnv(NO_DOWNLOAD));
    try {
      return new TestBrowser(playwright, launch(playwright));
    } catch (PlaywrightException | IOException e) {
      playwright.close();
      String reason =
          "SKIPPED: no Chromium is installed and none can be downloaded: " + e.getMessage();
      System.err.println(reason);
      throw new TestAbortedException(reason, e);
    } catch (RuntimeException e) {
      playwright.close();
      throw e;
    }
  }

  public Browser browser() {
    return browser;
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  private static Browser launch(Playwright playwright) throws IOException {
    LaunchOptions options = new LaunchOptions().setHeadless(true).setArgs(FLAGS);
    Optional<Path> installed = installed();
    if (installed.isPresent()) {
      return playwright.chromium().launch(options.setExecutablePath(installed.get()));
    }
    try {
      return playwright.chromium().launch(options);
    } catch (PlaywrightException notDownloadedYet) {
      download();
      return playwright.chromium().launch(options);
    }
  }

  private static Optional<Path> installed() {
    Stream<Path> onPath =
        Arrays.stream(
                Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
            .flatMap(
                folder ->
                    Stream.of(
                            "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
                        .map(name -> Path.of(folder, name)));
    Stream<Path> onMac =
        Stream.of("Google Chrome", "Chromium")
            .map(name -> Path.of("/Applications", name + ".app", "Contents/MacOS", name));
    return Stream.concat(onPath, onMac).filter(Files::isExecutable).findFirst();
  }

  private static void download() throws IOException {
    ProcessBuilder install =
        Driver.ensureDriverInstalled(NO_DOWNLOAD, false).createProcessBuilder();
    List<String> command = new ArrayList<>(install.command());
    command.addAll(List.of("install", "--only-shell", "chromium"));
    Process process = install.command(command).inheritIO().start();
    try {
      if (!process.waitFor(5, TimeUnit.MINUTES)) {
        process.destroy();
        throw new IOException("the download takes longer than 5 minutes");
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("the download was interrupted", e);
    }
  }
}
