package dev.lockstep.target.calendar;

import com.google.api.client.googleapis.services.AbstractGoogleClientRequest;
import com.google.api.services.calendar.model.Event;
import com.google.api.services.calendar.model.Events;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.GoogleClients;
import dev.lockstep.google.Lane;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * The calls to one calendar: reading through the routes of `google/calendar.camel.yaml`, writing
 * with If-Match over the same account's client, since Camel's component knows no conditions.
 */
final class CalendarCalls {

  private static final String PARAMETER = "CamelGoogleCalendar.";

  private final ProducerTemplate routes;
  private final GoogleClients clients;
  private final String sendUpdates;

  /**
   * @param sendUpdates whom Google mails about our changes: none, externalOnly or all
   */
  CalendarCalls(ProducerTemplate routes, GoogleClients clients, String sendUpdates) {
    this.routes = routes;
    this.clients = clients;
    this.sendUpdates = sendUpdates;
  }

  Events list(
      PartitionKey partition, @Nullable String cursor, @Nullable String pageToken, int maxResults)
      throws Exception {
    Map<String, Object> parameters = new LinkedHashMap<>();
    parameters.put("maxResults", maxResults);
    if (cursor != null) {
      parameters.put("syncToken", cursor);
    }
    if (pageToken != null) {
      parameters.put("pageToken", pageToken);
    }
    return ask("direct:calendar-list", partition, parameters, Events.class);
  }

  Event get(PartitionKey partition, String eventId) throws Exception {
    return complete(ask("direct:calendar-get", partition, Map.of("eventId", eventId), Event.class));
  }

  Event insert(PartitionKey partition, Event event) throws IOException {
    return complete(
        plain(
                clients
                    .calendar(partition.account())
                    .events()
                    .insert(partition.calendar(), event)
                    .setSendUpdates(sendUpdates))
            .execute());
  }

  Event patch(PartitionKey partition, String eventId, @Nullable String version, Event changes)
      throws IOException {
    return patch(partition, eventId, version, changes, sendUpdates);
  }

  /** A patch that no guest need hear of. */
  Event stamp(PartitionKey partition, String eventId, @Nullable String version, Event changes)
      throws IOException {
    return patch(partition, eventId, version, changes, "none");
  }

  private Event patch(
      PartitionKey partition,
      String eventId,
      @Nullable String version,
      Event changes,
      String whomToTell)
      throws IOException {
    return complete(
        ifMatch(
                clients
                    .calendar(partition.account())
                    .events()
                    .patch(partition.calendar(), eventId, changes)
                    .setSendUpdates(whomToTell),
                version)
            .execute());
  }

  Event update(PartitionKey partition, String eventId, @Nullable String version, Event event)
      throws IOException {
    return complete(
        ifMatch(
                clients
                    .calendar(partition.account())
                    .events()
                    .update(partition.calendar(), eventId, event)
                    .setSendUpdates(sendUpdates),
                version)
            .execute());
  }

  void delete(PartitionKey partition, String eventId, @Nullable String version) throws IOException {
    ifMatch(
            clients
                .calendar(partition.account())
                .events()
                .delete(partition.calendar(), eventId)
                .setSendUpdates(sendUpdates),
            version)
        .execute();
  }

  private <T> T ask(
      String route, PartitionKey partition, Map<String, Object> parameters, Class<T> type)
      throws Exception {
    Lane lane = Lane.current();
    Exchange answer =
        routes.send(
            route,
            exchange -> {
              Map<String, Object> headers = exchange.getMessage().getHeaders();
              headers.put(PARAMETER + "user", partition.account());
              headers.put(PARAMETER + "lane", lane);
              headers.put(PARAMETER + "calendarId", partition.calendar());
              parameters.forEach((name, value) -> headers.put(PARAMETER + name, value));
            });
    if (answer.getException() != null) {
      throw answer.getException();
    }
    T body = answer.getMessage().getBody(type);
    if (body == null) {
      throw new IOException("Google's answer is empty");
    }
    return body;
  }

  private static <T, R extends AbstractGoogleClientRequest<T>>
      AbstractGoogleClientRequest<T> ifMatch(R request, @Nullable String version) {
    if (version != null) {
      request.getRequestHeaders().setIfMatch(version);
    }
    return plain(request);
  }

  /** An event is a few hundred bytes: to compress it costs both sides more than it saves. */
  private static <T> AbstractGoogleClientRequest<T> plain(AbstractGoogleClientRequest<T> request) {
    return request.setDisableGZipContent(true);
  }

  /** An answer that broke off may still be JSON: without id and etag it says nothing. */
  private static Event complete(@Nullable Event event) throws IOException {
    if (event == null || event.getId() == null || event.getEtag() == null) {
      throw new IOException("Google's answer is not a whole event");
    }
    return event;
  }
}
