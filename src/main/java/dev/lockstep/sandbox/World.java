package dev.lockstep.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.calendar.AclApi;
import dev.lockstep.sandbox.calendar.Behaviour;
import dev.lockstep.sandbox.calendar.CalendarListApi;
import dev.lockstep.sandbox.calendar.Calendars;
import dev.lockstep.sandbox.calendar.CalendarsApi;
import dev.lockstep.sandbox.calendar.EventsApi;
import dev.lockstep.sandbox.calendar.SmallApis;
import dev.lockstep.sandbox.calendar.WatchApi;
import dev.lockstep.sandbox.control.Controls;
import dev.lockstep.sandbox.control.Controls.Kind;
import dev.lockstep.sandbox.control.Stream;
import dev.lockstep.sandbox.drive.ChangesApi;
import dev.lockstep.sandbox.drive.DriveBehaviour;
import dev.lockstep.sandbox.drive.DriveWatchApi;
import dev.lockstep.sandbox.drive.Files;
import dev.lockstep.sandbox.drive.FilesApi;
import dev.lockstep.sandbox.drive.PermissionsApi;
import dev.lockstep.sandbox.drive.SmallDriveApis;
import dev.lockstep.sandbox.http.BatchEndpoint;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Faults;
import dev.lockstep.sandbox.http.Frame;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import dev.lockstep.sandbox.http.Quotas;
import dev.lockstep.sandbox.http.RequestLog;
import dev.lockstep.sandbox.identity.Account;
import dev.lockstep.sandbox.identity.Accounts;
import dev.lockstep.sandbox.identity.Grants;
import dev.lockstep.sandbox.identity.OAuthApi;
import dev.lockstep.sandbox.identity.Secrets;
import dev.lockstep.sandbox.identity.ServiceAccounts;
import dev.lockstep.sandbox.push.Channels;
import dev.lockstep.sandbox.push.Delivery;
import dev.lockstep.sandbox.sheets.ByFilterApi;
import dev.lockstep.sandbox.sheets.MetadataApi;
import dev.lockstep.sandbox.sheets.Spreadsheets;
import dev.lockstep.sandbox.sheets.SpreadsheetsApi;
import dev.lockstep.sandbox.sheets.ValuesApi;
import dev.lockstep.sandbox.state.Journal;
import dev.lockstep.sandbox.state.Ticks;
import io.vertx.core.Vertx;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** All parts of one sandbox and how they hang together. Lives on one thread. */
final class World {

  private static final Map<String, Kind> FAULT =
      Map.ofEntries(
          Map.entry("method", Kind.TEXT),
          Map.entry("path", Kind.TEXT),
          Map.entry("account", Kind.TEXT),
          Map.entry("kind", Kind.TEXT),
          Map.entry("times", Kind.COUNT),
          Map.entry("rate", Kind.SHARE),
          Map.entry("millis", Kind.COUNT),
          Map.entry("code", Kind.COUNT),
          Map.entry("reason", Kind.TEXT),
          Map.entry("message", Kind.TEXT),
          Map.entry("applied", Kind.FLAG));
  private static final Map<String, Kind> QUOTA =
      Map.of(
          "api", Kind.TEXT,
          "perAccountPerMinute", Kind.LIMIT,
          "perProjectPerMinute", Kind.LIMIT,
          "perProjectPerDay", Kind.LIMIT,
          "patchUnits", Kind.COUNT,
          "status", Kind.COUNT);

  private final Journal journal;
  private final Accounts accounts;
  private final Grants grants;
  private final ServiceAccounts serviceAccounts;
  private final OAuthApi oauth;
  private final Calendars calendars;
  private final Spreadsheets spreadsheets;
  private final Delivery delivery;
  private final Channels channels;
  private final Behaviour behaviour = new Behaviour();
  private final DriveBehaviour driveBehaviour = new DriveBehaviour();
  private final Files files;
  private final Faults faults = new Faults(new Random());
  private final Quotas quotas;
  private final RequestLog log = new RequestLog();
  private final Stream stream = new Stream();
  private final Frame frame;

  World(Vertx vertx, Journal journal, Ticks ticks) {
    this.journal = journal;
    this.quotas = new Quotas(ticks);
    Secrets secrets = new Secrets();
    this.accounts = new Accounts(journal);
    this.grants = new Grants(journal, ticks, secrets);
    this.serviceAccounts = new ServiceAccounts(journal, ticks);
    this.oauth = new OAuthApi(journal, ticks, secrets, accounts, grants, serviceAccounts);
    this.calendars = new Calendars(journal, ticks);
    this.spreadsheets = new Spreadsheets(journal, ticks);
    this.delivery = new Delivery(vertx, new Random());
    this.channels = new Channels(journal, ticks, delivery);
    this.files =
        new Files(vertx, journal, ticks, new SecureRandom(), channels, delivery, driveBehaviour);
    SpreadsheetFiles documents = new SpreadsheetFiles(spreadsheets, files, ticks);
    accounts.onCreated(account -> calendars.addPrimary(account.email(), account.timeZone()));
    List<Endpoint> endpoints = new ArrayList<>();
    endpoints.addAll(oauth.endpoints());
    endpoints.addAll(new EventsApi(calendars, behaviour).endpoints());
    endpoints.addAll(new CalendarsApi(calendars).endpoints());
    endpoints.addAll(new CalendarListApi(calendars).endpoints());
    endpoints.addAll(new AclApi(calendars).endpoints());
    endpoints.addAll(new SmallApis(calendars).endpoints());
    endpoints.addAll(new WatchApi(calendars, channels).endpoints());
    endpoints.addAll(new SpreadsheetsApi(spreadsheets).endpoints());
    endpoints.addAll(new ValuesApi(spreadsheets).endpoints());
    endpoints.addAll(new ByFilterApi(spreadsheets).endpoints());
    endpoints.addAll(new MetadataApi(spreadsheets).endpoints());
    endpoints.addAll(new FilesApi(files, documents, accounts).endpoints());
    endpoints.addAll(new PermissionsApi(files, accounts).endpoints());
    endpoints.addAll(new ChangesApi(files, accounts).endpoints());
    endpoints.addAll(new DriveWatchApi(files, channels).endpoints());
    endpoints.addAll(new SmallDriveApis(files, accounts).endpoints());
    endpoints.addAll(BatchEndpoint.endpoints("calendar/v3", "drive/v3"));
    calendars.onChange(this::changed);
    calendars.onListChange(email -> channels.changed(WatchApi.listOf(email)));
    calendars.onSettingsChange(email -> channels.changed(WatchApi.settingsOf(email)));
    calendars.onRulesChange(id -> channels.changed(WatchApi.aclOf(id)));
    documents.onChange(id -> stream.send("spreadsheet", Json.object().put("spreadsheetId", id)));
    files.onChange(this::filesChanged);
    log.onLine(line -> stream.send("request", line));
    this.frame =
        new Frame(vertx, endpoints, grants::caller, faults, quotas, log, ticks, controls());
  }

  Frame frame() {
    return frame;
  }

  private void changed(String calendarId, String eventType) {
    WatchApi.changed(channels, calendarId, eventType);
    stream.send(
        "calendar",
        Json.object().put("account", calendars.owner(calendarId)).put("calendarId", calendarId));
  }

  private void filesChanged(Set<String> audience) {
    ObjectNode event = Json.object();
    audience.forEach(event.putArray("accounts")::add);
    stream.send("files", event);
  }

  private Controls controls() {
    return new Controls(stream)
        .on("POST accounts", asked -> account(asked.json()))
        .on("GET accounts", asked -> accounts())
        .on("POST service-accounts", asked -> serviceAccount(asked))
        .on("GET requests", asked -> requests(asked.query()))
        .on("DELETE requests", asked -> clearRequests())
        .on("POST faults", asked -> addFault(asked.json()))
        .on("GET faults", asked -> faults.list())
        .on("DELETE faults", asked -> removeFaults(asked.rest()))
        .on("POST quotas", asked -> setQuota(asked.json()))
        .on("GET quotas", asked -> quotas())
        .on("POST behaviour", asked -> behave(asked.json()))
        .on("GET behaviour", asked -> behaviour())
        .on("POST notifications", asked -> notify(asked.json()))
        .on("GET notifications", asked -> delivery.settings())
        .on("GET channels", asked -> channels.list())
        .on("POST expire-channels", asked -> expireChannels(asked.json()))
        .on("POST expire-sync-tokens", asked -> expireSyncTokens(asked.json()))
        .on("POST expire-access-tokens", asked -> expireAccessTokens(asked.json()))
        .on("POST expire-refresh-tokens", asked -> expireRefreshTokens(asked.json()))
        .on("POST consent-screen", asked -> consentScreen(asked.json()))
        .on("GET consent-screen", asked -> grants.consentScreen())
        .on("POST revoke", asked -> revoke(asked.json()))
        .on("POST reset", asked -> reset());
  }

  private JsonNode account(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT, "timeZone", Kind.TEXT));
    Account account =
        accounts.findOrCreate(json.path("email").asText(), json.path("timeZone").asText("UTC"));
    return grants.controlTokens(account.email());
  }

  private JsonNode accounts() {
    ArrayNode list = Json.array();
    for (Account account : accounts.all()) {
      list.add(
          Json.object()
              .put("email", account.email())
              .put("sub", account.sub())
              .put("timeZone", account.timeZone()));
    }
    return list;
  }

  private JsonNode serviceAccount(Controls.Asked asked) {
    ObjectNode json = asked.json();
    Controls.only(json, Map.of("email", Kind.TEXT, "delegation", Kind.FLAG));
    Account account = accounts.findOrCreate(json.path("email").asText(), "UTC");
    return serviceAccounts.create(
        account.email(), json.path("delegation").asBoolean(), asked.rootUrl());
  }

  private JsonNode requests(Params query) {
    try {
      return log.after(Long.parseLong(query.get("after", "0")));
    } catch (NumberFormatException e) {
      throw GoogleError.invalidParameter("after", "after is not a number: " + query.get("after"));
    }
  }

  private @Nullable JsonNode clearRequests() {
    log.clear();
    return null;
  }

  private JsonNode addFault(ObjectNode json) {
    Controls.only(json, FAULT);
    String id = faults.add(json);
    stream.send("fault", Json.object().put("id", id));
    return Json.object().put("id", id);
  }

  private @Nullable JsonNode removeFaults(String id) {
    if (id.isEmpty()) {
      faults.clear();
    } else if (!faults.remove(id)) {
      throw GoogleError.notFound();
    }
    stream.send("fault", Json.object());
    return null;
  }

  private JsonNode setQuota(ObjectNode json) {
    Controls.only(json, QUOTA);
    return quotas.set(json);
  }

  private JsonNode quotas() {
    return Json.array()
        .add(quotas.get("calendar"))
        .add(quotas.get("sheets"))
        .add(quotas.get("drive"));
  }

  private ObjectNode behaviour() {
    return behaviour.json().setAll(driveBehaviour.json());
  }

  private JsonNode behave(ObjectNode json) {
    Controls.only(json, Kind.of(behaviour()));
    behaviour.set(json);
    driveBehaviour.set(json);
    return behaviour();
  }

  private JsonNode notify(ObjectNode json) {
    Controls.only(json, Kind.of(delivery.settings()));
    ObjectNode settings = delivery.set(json);
    if (json.has("sheetDelayMillis")) {
      files.lagChanged();
    }
    return settings;
  }

  private JsonNode expireChannels(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT));
    return Json.object().put("expired", channels.expire(email(json)));
  }

  private JsonNode expireSyncTokens(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT));
    calendars.expireSyncTokens(email(json));
    return Json.object();
  }

  private JsonNode expireAccessTokens(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT));
    grants.expireAccessTokens(email(json));
    return Json.object();
  }

  private JsonNode expireRefreshTokens(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT));
    return Json.object().put("expired", grants.expireRefreshTokens(email(json)));
  }

  private JsonNode consentScreen(ObjectNode json) {
    Controls.only(json, Map.of("refreshTokenSeconds", Kind.COUNT));
    grants.consentScreen(json);
    return grants.consentScreen();
  }

  private JsonNode revoke(ObjectNode json) {
    Controls.only(json, Map.of("email", Kind.TEXT));
    String email = email(json);
    if (email == null || accounts.find(email) == null) {
      throw GoogleError.invalid("no account " + email);
    }
    return Json.object().put("revoked", grants.revokeAll(email));
  }

  private static @Nullable String email(ObjectNode json) {
    return json.hasNonNull("email")
        ? json.get("email").asText().toLowerCase(java.util.Locale.ROOT)
        : null;
  }

  private JsonNode reset() {
    journal.clear();
    accounts.clear();
    grants.clear();
    serviceAccounts.clear();
    oauth.clear();
    calendars.clear();
    spreadsheets.clear();
    channels.clear();
    faults.clear();
    quotas.reset();
    behaviour.reset();
    driveBehaviour.reset();
    files.clear();
    log.clear();
    stream.send("reset", Json.object());
    return Json.object();
  }
}
