package dev.lockstep.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.target.Spreadsheets;
import dev.lockstep.webhook.Verdict.Ignored;
import dev.lockstep.webhook.Verdict.Reason;
import java.io.IOException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a post of a sheet's own script is worth: JSON {@code {"spreadsheetId", "sheetId"?,
 * "at"}}, signed together with its time. Without a good signature it costs no database.
 */
class SheetDoorkeeper {

  static final String TIMESTAMP = "X-Lockstep-Timestamp";
  static final String SIGNATURE = "X-Lockstep-Signature";

  /** Far more than an honest post has. */
  static final int LONGEST = 4096;

  private static final Pattern MILLIS = Pattern.compile("[0-9]{1,15}");
  private static final Pattern SHA_256 = Pattern.compile("[0-9a-fA-F]{64}");

  private final Signatures signatures;
  private final SignatureTable table;
  private final Supplier<Spreadsheets> spreadsheets;
  private final ObjectMapper json;

  SheetDoorkeeper(
      Signatures signatures,
      SignatureTable table,
      Supplier<Spreadsheets> spreadsheets,
      ObjectMapper json) {
    this.signatures = signatures;
    this.table = table;
    this.spreadsheets = spreadsheets;
    this.json = json;
  }

  public Verdict judge(Exchange exchange) {
    if (signatures.isEmpty()) {
      return new Ignored(Reason.NO_SECRET);
    }
    Map<String, @Nullable Object> headers = exchange.getMessage().getHeaders();
    byte[] bytes = bytes(exchange);
    if (bytes.length > LONGEST) {
      return new Ignored(Reason.UNREADABLE);
    }
    String timestamp = header(headers, TIMESTAMP);
    String claimed = header(headers, SIGNATURE);
    if (!MILLIS.matcher(timestamp).matches() || !SHA_256.matcher(claimed).matches()) {
      return new Ignored(Reason.FORGED);
    }
    byte[] signature = HexFormat.of().parseHex(claimed);
    if (!signatures.isGood(signature, timestamp, bytes)) {
      return new Ignored(Reason.FORGED);
    }
    if (!table.isTimely(Long.parseLong(timestamp))) {
      return new Ignored(Reason.LATE);
    }
    return judge(signature, bytes);
  }

  private Verdict judge(byte[] signature, byte[] bytes) {
    JsonNode post;
    try {
      post = json.readTree(bytes);
    } catch (IOException e) {
      return new Ignored(Reason.UNREADABLE);
    }
    JsonNode sheet = post.path("sheetId");
    if (!post.path("spreadsheetId").isTextual()
        || !(sheet.isMissingNode() || sheet.isNull() || sheet.canConvertToInt())) {
      return new Ignored(Reason.UNREADABLE);
    }
    Set<PartitionKey> partitions =
        spreadsheets
            .get()
            .in(
                post.path("spreadsheetId").textValue(),
                sheet.canConvertToInt() ? sheet.intValue() : null);
    return partitions.isEmpty()
        ? new Ignored(Reason.UNKNOWN)
        : new Verdict.Told(partitions, HexFormat.of().formatHex(signature));
  }

  private static byte[] bytes(Exchange exchange) {
    byte[] bytes = exchange.getMessage().getBody(byte[].class);
    return bytes == null ? new byte[0] : bytes;
  }

  private static String header(Map<String, @Nullable Object> headers, String name) {
    return headers.get(name) instanceof String text ? text : "";
  }
}
