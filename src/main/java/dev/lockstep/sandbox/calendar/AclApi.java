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
import java.util.List;
import java.util.Locale;
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
        // Tokens of the access list itself are not kept.
        new Endpoint(
            "calendar",
            "GET",
            RULES,
            Set.of("maxResults", "showDeleted"),
            Set.of("syncToken", "pageToken"),
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

  private Answer list(Call call) {
    StoredCalendar calendar = open(call);
    ObjectNode json =
        Json.object()
            .put("kind", "calendar#acl")
            .put("etag", EventView.collectionEtag(calendar.updated()))
            .put(
                "nextSyncToken",
                new SyncToken(
                        calendar.id, calendars.ticks().last(), calendar.epoch(), false, null, null)
                    .encode());
    ArrayNode items = json.putArray("items");
    calendar.rules.forEach((id, rule) -> items.add(show(id, rule)));
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
    return Answer.resource(show(call.var("ruleId"), find(open(call), call)));
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
    calendars.rulesChanged(calendar);
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
    find(calendar, call);
    if (call.var("ruleId").equals("user:" + calendar.owner)) {
      throw GoogleError.of(
          403, "calendar", "cannotChangeOwnAcl", "Cannot change your own access level.");
    }
    calendar.rules.remove(call.var("ruleId"));
    calendars.rulesChanged(calendar);
    return Answer.noContent();
  }
}
