package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.Answer;
import dev.lockstep.sandbox.http.Call;
import dev.lockstep.sandbox.http.Endpoint;
import dev.lockstep.sandbox.push.Channels;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The watch methods of Drive, and channels.stop. A channel lives an hour unless more is asked. */
public final class DriveWatchApi {

  private static final long HOUR = 3_600;
  private static final long DAY = 86_400;
  private static final long WEEK = 604_800;
  private static final String BASE = "https://www.googleapis.com";

  private final Files files;
  private final Channels channels;

  public DriveWatchApi(Files files, Channels channels) {
    this.files = files;
    this.channels = channels;
  }

  public List<Endpoint> endpoints() {
    return List.of(
        DriveEndpoint.of(
            "POST",
            "files/{fileId}/watch",
            Set.of("acknowledgeAbuse"),
            DriveScopes.READ,
            Shapes.CHANNEL,
            this::file),
        DriveEndpoint.of(
            "POST",
            "changes/watch",
            ChangesApi.LIST,
            DriveScopes.READ,
            Shapes.CHANNEL,
            this::changes),
        DriveEndpoint.of(
            "POST", "channels/stop", Set.of(), DriveScopes.READ, Shapes.CHANNEL, this::stop));
  }

  private Answer file(Call call) {
    StoredFile file = files.open(call.var("fileId"), call.caller(), Role.READER);
    return open(call, Files.watched(file.id), DAY);
  }

  private Answer changes(Call call) {
    ChangesApi.token(call.query());
    return open(call, Files.changesOf(call.caller().email()), WEEK);
  }

  private Answer open(Call call, String resource, long most) {
    String path = call.path().substring(0, call.path().length() - "/watch".length());
    StringBuilder uri = new StringBuilder(BASE).append(path).append("?alt=json");
    for (String name : call.query().names()) {
      if (!Set.of("alt", "fields", "prettyPrint", "access_token", "key", "quotaUser")
          .contains(name)) {
        uri.append('&')
            .append(name)
            .append('=')
            .append(URLEncoder.encode(call.query().get(name, ""), StandardCharsets.UTF_8));
      }
    }
    return Answer.json(channels.watch(call, resource, uri.toString(), HOUR, most));
  }

  private Answer stop(Call call) {
    channels.stop(call);
    return Answer.noContent();
  }
}
