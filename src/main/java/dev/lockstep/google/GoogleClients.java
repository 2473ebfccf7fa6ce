package dev.lockstep.google;

import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestInitializer;
import com.google.api.client.http.HttpTransport;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.calendar.Calendar;
import com.google.api.services.drive.Drive;
import com.google.api.services.sheets.v4.Sheets;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One client per account and API, over one shared pool of connections. A client speaks as its
 * account, to our root URL, with our time-outs, in its turn under the rate limits; it repeats
 * nothing by itself except a call refused for an expired token, once.
 */
public class GoogleClients {

  private static final String APPLICATION = "Lockstep";

  private final GoogleSettings settings;
  private final HttpTransport transport;
  private final Credentials credentials;
  private final RateLimits limits;
  private final CallTimes times;
  private final Map<String, Calendar> calendars = new ConcurrentHashMap<>();
  private final Map<String, Sheets> sheets = new ConcurrentHashMap<>();
  private final Map<String, Drive> drives = new ConcurrentHashMap<>();

  public GoogleClients(
      GoogleSettings settings,
      HttpTransport transport,
      Credentials credentials,
      RateLimits limits) {
    this(
        settings,
        transport,
        credentials,
        limits,
        new CompositeMeterRegistry(),
        TracerProvider.noop().get("none"));
  }

  /**
   * @param metrics where the calls' times are kept
   * @param tracer makes each call a part of the trace under way
   */
  public GoogleClients(
      GoogleSettings settings,
      HttpTransport transport,
      Credentials credentials,
      RateLimits limits,
      MeterRegistry metrics,
      Tracer tracer) {
    this.settings = settings;
    this.transport = transport;
    this.credentials = credentials;
    this.limits = limits;
    this.times = new CallTimes(metrics, tracer);
  }

  /** The account's own Calendar client. */
  public Calendar calendar(String owner) {
    return calendars.computeIfAbsent(
        owner,
        name ->
            new Calendar.Builder(
                    transport, GsonFactory.getDefaultInstance(), as(name, Turn.CALENDAR))
                .setRootUrl(settings.calendarRoot())
                .setBatchPath("batch/calendar/v3")
                .setApplicationName(APPLICATION)
                .build());
  }

  /** The account's own Sheets client. */
  public Sheets sheets(String owner) {
    return sheets.computeIfAbsent(
        owner,
        name ->
            new Sheets.Builder(transport, GsonFactory.getDefaultInstance(), as(name, Turn.SHEETS))
                .setRootUrl(settings.sheetsRoot())
                .setApplicationName(APPLICATION)
                .build());
  }

  /** The account's own Drive client. */
  public Drive drive(String owner) {
    return drives.computeIfAbsent(
        owner,
        name ->
            new Drive.Builder(transport, GsonFactory.getDefaultInstance(), as(name, Turn.DRIVE))
                .setRootUrl(settings.driveRoot())
                .setBatchPath("batch/drive/v3")
                .setApplicationName(APPLICATION)
                .build());
  }

  private HttpRequestInitializer as(String owner, Turn turn) {
    return (HttpRequest request) -> {
      request.setConnectTimeout((int) settings.connectTimeout().toMillis());
      request.setReadTimeout((int) settings.readTimeout().toMillis());
      request.setNumberOfRetries(1);
      request.setLoggingEnabled(false);
      request.setCurlLoggingEnabled(false);
      AsAccount account = new AsAccount(owner, credentials, limits, turn, times);
      request.setInterceptor(account);
      request.setUnsuccessfulResponseHandler(account);
      request.setResponseInterceptor(account);
      request.setIOExceptionHandler(account);
    };
  }
}
