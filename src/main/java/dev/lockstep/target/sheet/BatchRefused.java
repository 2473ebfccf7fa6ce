package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Google refused a batch; it did nothing. */
final class BatchRefused extends Exception {

  private static final long serialVersionUID = 1L;
  private static final Pattern NUMBER = Pattern.compile("requests\\[(\\d+)]");

  private final transient List<List<String>> records;

  BatchRefused(GoogleJsonResponseException cause, List<List<String>> records) {
    super(cause.getDetails() == null ? cause.getMessage() : cause.getDetails().getMessage(), cause);
    this.records = records;
  }

  /** The records that the refused request was about; empty where it does not tell. */
  List<String> culprits() {
    int number = number();
    return number < records.size() ? records.get(number) : List.of();
  }

  /** Of the refused request; none where the answer does not tell. */
  int number() {
    Matcher matcher = NUMBER.matcher(String.valueOf(getMessage()));
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : Integer.MAX_VALUE;
  }

  boolean isFull() {
    return String.valueOf(getMessage()).contains("above the limit of");
  }
}
