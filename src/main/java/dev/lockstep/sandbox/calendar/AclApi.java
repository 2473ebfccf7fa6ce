package dev.lockstep.sandbox.calendar;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.calendar.StoredCalendar.Rule;
import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.http.Endpoint.Cost;
import dev.lockstep.sandbox.http.GoogleError;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.http.Params;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Who may see and change a calendar. Any change ends the calendar's sync tokens. */
public final class AclApi {

  private static final String RULES = "calendar/v3/calendars/{calendarId}/acl";
  private static final String RULE = RULES + "/{ruleId}";
  private static final String EVERYBODY = "__public_principal__@public.calendar.google.com";

  private final Calendars calendars;

  public AclApi(Calendars calendars) {
    this.calendars = calendars;
  }

  public List<Endpoint> endpoints() {
    Set<String> mails = Set.of("sendNotifications");
    return List.of(
        endpoint(
            "GET",
            RULES,
            Set.of("maxResults", "pageToken", "showDeleted", "syncToken"),
            CalendarScopes.READ_ACLS,
            Cost.READ,
            this::list),
        endpoint("GET", RULE, Set.of(), CalendarScopes.READ_ACLS, Cost.READ, this::get),
        endpoint("POST", RULES, mails, CalendarScopes.WRITE_ACLS, Cost.WRITE, this::insert),
        endpoint("PUT", RULE, mails, CalendarScopes.WRITE_ACLS, Cost.WRITE, this::update),
        endpoint("PATCH", RULE, mails, CalendarScopes.WRITE_ACLS, Cost.PATCH, this::update),
        endpoint("DELETE", RULE, Set.of(), CalendarScopes.WRITE_ACLS, Cost.WRITE, this::delete));
  }

  private static Endpoint endpoint(
      String method,
      String path,
      Set<String> params,
      Set<String> scopes,
      Cost cost,
      Endpoint.Handler handler) {
    boolean all = method.equals("GET") && path.equals(RULES);
    return new Endpoint("calendar", method, path, params, Set.of(), scopes, cost, handler)
        .showing(all ? Shapes.RULES : Shapes.RULE);
  }

  private static String etag(Rule rule) {
    return "\"%020d\"".formatted(rule.updated());
  }

  private static ObjectNode show(String id, Rule rule) {
    ObjectNode json =
        Json.object().put("kind", "calendar#aclRule").put("etag", etag(rule)).put("id", id);
    json.putObject("scope")
        .put("type", rule.scopeType())
        .put("value", rule.scopeType().equals("default") ? EVERYBODY : rule.scopeValue());
    return json.put("role", rule.role().name());
  }

  private StoredCalendar open(Call call) {
    return calendars.open(call.var("calendarId"), call.caller(), Role.owner);
  }

  /** A rule that was taken away is one without a role. */
  private Answer list(Call call) {
    StoredCalendar calendar = open(call);
    Params query = call.query();
    int epoch = calendar.rulesEpoch();
    String token = EventView.blankToNull(query.get("syncToken"));
    String page = EventView.blankToNull(query.get("pageToken"));
    long since = token == null ? -1 : ListToken.read(token, "a", epoch, "syncToken");
    long after = page == null ? -1 : ListToken.read(page, "b", epoch, "pageToken");
    boolean gone = token != null || query.flag("showDeleted", false);
    int most = query.limit("maxResults", 100, 250);
    List<Map.Entry<String, Rule>> rows =
        calendar.rules.entrySet().stream()
            .filter(rule -> rule.getValue().updated() > Math.max(since, after))
            .filter(rule -> gone || rule.getValue().role() != Role.none)
            .sorted(Comparator.comparingLong(rule -> rule.getValue().updated()))
            .toList();
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#acl")
            .put("etag", EventView.collectionEtag(calendar.updated()));
    if (rows.size() > most) {
      rows = rows.subList(0, most);
      json.put("nextPageToken", ListToken.write("b", rows.getLast().getValue().updated(), epoch));
    } else {
      json.put("nextSyncToken", ListToken.write("a", calendars.ticks().last(), epoch));
    }
    ArrayNode items = json.putArray("items");
    rows.forEach(rule -> items.add(show(rule.getKey(), rule.getValue())));
    return Answer.json(json);
  }

  private Rule find(StoredCalendar calendar, Call call) {
    Rule rule = calendar.rules.get(call.var("ruleId"));
    if (rule == null) {
      throw GoogleError.notFound();
    }
    return rule;
  }

  private Answer get(Call call) {
    return Answer.resource(show(call.var("ruleId"), living(open(call), call)));
  }

  private Rule living(StoredCalendar calendar, Call call) {
    Rule rule = find(calendar, call);
    if (rule.role() == Role.none) {
      throw GoogleError.notFound();
    }
    return rule;
  }

  private Answer insert(Call call) {
    StoredCalendar calendar = open(call);
    ObjectNode json = call.json();
    String type = json.path("scope").path("type").asText();
    String value = json.path("scope").path("value").asText().toLowerCase(Locale.ROOT);
    if (!Set.of("default", "user", "group", "domain").contains(type)) {
      throw GoogleError.invalid("Invalid scope type: " + type);
    }
    if (!type.equals("default") && value.isBlank()) {
      throw GoogleError.invalid("Invalid scope value.");
    }
    String id = type.equals("default") ? type : type + ":" + value;
    Rule rule =
        new Rule(
            type,
            type.equals("default") ? "" : value,
            Role.read(json.path("role").asText()),
            calendars.ticks().next());
    return put(calendar, id, rule);
  }

  private Answer put(StoredCalendar calendar, String id, Rule rule) {
    if (id.equals("user:" + calendar.owner) && rule.role() != Role.owner) {
      throw GoogleError.of(
          403, "calendar", "cannotChangeOwnAcl", "Cannot change your own access level.");
    }
    calendar.rules.put(id, rule);
    calendars.rulesChanged(calendar, rule);
    return Answer.resource(show(id, rule));
  }

  private Answer update(Call call) {
    StoredCalendar calendar = open(call);
    Rule old = find(calendar, call);
    call.ifMatch(etag(old));
    ObjectNode json = call.json();
    Role role = json.hasNonNull("role") ? Role.read(json.get("role").asText()) : old.role();
    if (role == old.role()) {
      return Answer.resource(show(call.var("ruleId"), old));
    }
    return put(
        calendar,
        call.var("ruleId"),
        new Rule(old.scopeType(), old.scopeValue(), role, calendars.ticks().next()));
  }

  private Answer delete(Call call) {
    StoredCalendar calendar = open(call);
    Rule old = living(calendar, call);
    if (call.var("ruleId").equals("user:" + calendar.owner)) {
      throw GoogleError.of(
          403, "calendar", "cannotChangeOwnAcl", "Cannot change your own access level.");
    }
    Rule gone = new Rule(old.scopeType(), old.scopeValue(), Role.none, calendars.ticks().next());
    calendar.rules.put(call.var("ruleId"), gone);
    calendars.rulesChanged(calendar, gone);
    return Answer.noContent();
  }
}
