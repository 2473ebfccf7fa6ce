package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.Failure;
import dev.lockstep.core.PartitionKey;
import dev.lockstep.google.Failures;
import dev.lockstep.target.Call;
import dev.lockstep.target.Target;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Sends batches during one turn; each is committed to before its call. */
final class Sender {

  private static final String METHOD = "spreadsheets.batchUpdate";

  private final SheetCalls calls;
  private final BatchStore batches;
  private final PartitionKey partition;
  private final Target.Progress progress;
  private Turn turn;

  /** The number that the hidden tab showed when it was read last. */
  private long shown;

  Sender(
      SheetCalls calls,
      BatchStore batches,
      PartitionKey partition,
      Turn turn,
      Target.Progress progress) {
    this.calls = calls;
    this.batches = batches;
    this.partition = partition;
    this.turn = turn;
    this.progress = progress;
  }

  Turn turn() {
    return turn;
  }

  /** The hidden tab was read, and shows this number. */
  void shows(long number) {
    shown = number;
  }

  /**
   * @param touched rows by which it is judged, whoever comes to that
   * @param continues the number of the batch of which this one puts back what it hit; 0 for none
   * @return what the hidden tab keeps of what it overwrote
   * @throws BatchRefused where Google refused it, which did nothing
   * @throws BatchOvertaken where a batch of unknown fate has arrived meanwhile; this one did
   *     nothing
   * @throws IOException where nobody knows what became of it: it stays unsettled
   */
  Saved send(
      Tab tab,
      TabShape shape,
      FlushPlan plan,
      List<Touch> touched,
      long continues,
      Columns columns,
      List<String> insertKeys,
      Map<String, NumberFormat> formats)
      throws Exception {
    List<Long> voids =
        batches.unsettled(tab.spreadsheetId()).stream()
            .map(BatchStore.Unsettled::batch)
            .filter(number -> number > shown)
            .toList();
    String kept = PlanJson.write(touched, plan, continues, columns, tab.sheetId(), shape);
    turn = batches.commit(turn, partition, kept, Turns.KEEPS);
    Requests.Batch batch =
        Requests.of(tab, columns, plan, turn.batch(), voids, insertKeys, formats);
    progress.beforeCall();
    BatchUpdateSpreadsheetResponse answer;
    try {
      answer = sent(tab, batch);
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() < 500) {
        batches.settled(tab.spreadsheetId(), turn.batch());
      }
      if (e.getStatusCode() == 400) {
        BatchRefused refusal = new BatchRefused(e, batch.records());
        throw refusal.number() < batch.claims() && tab.savesId() != null
            ? new BatchOvertaken(refusal)
            : refusal;
      }
      throw e;
    } catch (IOException e) {
      if (tab.savesId() == null) {
        batches.settled(tab.spreadsheetId(), turn.batch()); // Nothing was kept to judge it by.
      }
      throw e;
    }
    shown = turn.batch();
    for (long number : voids) {
      batches.settled(tab.spreadsheetId(), number);
    }
    return Reader.saved(answer.getUpdatedSpreadsheet(), tab.savesId());
  }

  private BatchUpdateSpreadsheetResponse sent(Tab tab, Requests.Batch batch) throws IOException {
    List<String> keys = batch.records().stream().flatMap(List::stream).distinct().toList();
    long began = System.nanoTime();
    try {
      BatchUpdateSpreadsheetResponse answer =
          calls.flush(partition.account(), tab.spreadsheetId(), batch.request());
      progress.called(Call.ended(METHOD, keys, began, null));
      return answer;
    } catch (IOException | RuntimeException e) {
      Failure failure = Failures.of(e, Failures.About.COLLECTION);
      if (!failure.reason().equals("ownLimit")) { // Else it was never made.
        progress.called(Call.ended(METHOD, keys, began, failure));
      }
      throw e;
    }
  }
}
