package dev.lockstep.console;

import dev.lockstep.engine.Engine;
import dev.lockstep.google.GoogleSettings;
import dev.lockstep.queue.PauseCause;
import dev.lockstep.queue.Pauses;
import java.util.stream.Collectors;
import org.springframework.context.annotation.Profile;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.HtmlUtils;

/** The page at {@code /} of an installation to try things on: what runs and where to look. */
@RestController
@Profile("sandbox")
class StartPage {

  private static final String PAGE =
      """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width">
      <title>Lockstep</title>
      <style>
      body { font: 16px/1.5 system-ui, sans-serif; max-width: 42rem; margin: 3rem auto; padding: 0 1rem; }
      code { background: #f2f2f2; padding: .1em .3em; }
      .stopped { color: #a40000; }
      </style>
      </head>
      <body>
      <h1>Lockstep</h1>
      <p>Tables and calendars that are kept in step here:</p>
      <ul>
      %s
      </ul>
      <p>Look at</p>
      <ul>
      <li><a href="%ssandbox/">the calendars</a> of the sandbox: move an event, and its row moves</li>
      <li><a href="/actuator/health">health</a>: down while something needs a person</li>
      <li><a href="/actuator/prometheus">metrics</a></li>
      <li><a href="/api/docs/">the API</a>, with the token that stands in <code>data/sandbox-token</code></li>
      </ul>
      <p>Each sync is a file in <code>config/syncs/</code>. The history of every change is in the table
      <code>lockstep.sync_audit</code>.</p>
      </body>
      </html>
      """;

  private final Engine engine;
  private final Pauses pauses;
  private final GoogleSettings google;

  StartPage(Engine engine, Pauses pauses, GoogleSettings google) {
    this.engine = engine;
    this.pauses = pauses;
    this.google = google;
  }

  @GetMapping(path = "/", produces = MediaType.TEXT_HTML_VALUE)
  String page() {
    return PAGE.formatted(syncs(), HtmlUtils.htmlEscape(google.calendarRoot()));
  }

  private String syncs() {
    String running =
        engine.running().stream()
            .map(
                sync ->
                    "<li><b>%s</b>, table %s</li>"
                        .formatted(
                            HtmlUtils.htmlEscape(sync.name()),
                            HtmlUtils.htmlEscape(sync.source().table())))
            .collect(Collectors.joining("\n"));
    String stopped =
        engine.stopped().entrySet().stream()
            .map(
                sync ->
                    "<li class=\"stopped\"><b>%s</b> is stopped: %s</li>"
                        .formatted(
                            HtmlUtils.htmlEscape(sync.getKey()),
                            HtmlUtils.htmlEscape(sync.getValue())))
            .collect(Collectors.joining("\n"));
    String paused =
        pauses.standing().stream()
            .filter(
                pause ->
                    pause.cause() != PauseCause.STOPPED
                        || !engine.stopped().containsKey(pause.scope().sync()))
            .map(
                pause ->
                    "<li class=\"stopped\"><b>%s</b> is %s</li>"
                        .formatted(
                            HtmlUtils.htmlEscape(pause.scope().toString()),
                            HtmlUtils.htmlEscape(pause.words())))
            .collect(Collectors.joining("\n"));
    return running + "\n" + stopped + "\n" + paused;
  }
}
