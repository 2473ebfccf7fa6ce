package dev.lockstep.target.sheet;

import com.google.api.client.googleapis.json.GoogleJsonResponseException;
import com.google.api.services.sheets.v4.model.BatchUpdateSpreadsheetResponse;
import com.google.api.services.sheets.v4.model.NumberFormat;
import dev.lockstep.core.Failure;
import dev.lockstep.google.Failures;
import dev.lockstep.target.Call;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Sends batches during one turn; each is committed to before its call. */
final class Sender {

  private static final String METHOD = "spreadsheets.batchUpdate";

  private final Flushes at;
  private Turn turn;

  /** The number that the hidden tab showed when it was read last. */
  private long shown;

  Sender(Flushes at, Turn turn) {
    this.at = at;
    this.turn = turn;
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
      Site site,
      FlushPlan plan,
      List<Touch> touched,
      long continues,
      Columns columns,
      List<String> insertKeys,
      Map<String, NumberFormat> formats)
      throws Exception {
    List<Long> voids =
        at.batches().unsettled(site.tab().spreadsheetId()).stream()
            .map(BatchStore.Unsettled::batch)
            .filter(number -> number > shown)
            .toList();
    String kept =
        PlanJson.write(touched, plan, continues, columns, site.tab().sheetId(), site.shape());
    turn = at.batches().commit(turn, site.partition(), kept, Turns.KEEPS);
    Requests.Batch batch =
        Requests.of(site.tab(), columns, plan, turn.batch(), voids, insertKeys, formats);
    site.progress().beforeCall();
    BatchUpdateSpreadsheetResponse answer;
    try {
      answer = sent(site, batch);
    } catch (GoogleJsonResponseException e) {
      if (e.getStatusCode() < 500) {
        at.batches().settled(site.tab().spreadsheetId(), turn.batch());
      }
      if (e.getStatusCode() == 400) {
        BatchRefused refusal = new BatchRefused(e, batch.records());
        throw refusal.number() < batch.claims() && site.tab().savesId() != null
            ? new BatchOvertaken(refusal)
            : refusal;
      }
      throw e;
    } catch (IOException e) {
      if (site.tab().savesId() == null) {
        at.batches()
            .settled(site.tab().spreadsheetId(), turn.batch()); // Nothing was kept to judge it by.
      }
      throw e;
    }
    shown = turn.batch();
    for (long number : voids) {
      at.batches().settled(site.tab().spreadsheetId(), number);
    }
    return Reader.saved(answer.getUpdatedSpreadsheet(), site.tab().savesId());
  }

  private BatchUpdateSpreadsheetResponse sent(Site site, Requests.Batch batch) throws IOException {
    List<String> keys = batch.records().stream().flatMap(List::stream).distinct().toList();
    long began = System.nanoTime();
    try {
      BatchUpdateSpreadsheetResponse answer =
          at.calls().flush(site.partition().account(), site.tab().spreadsheetId(), batch.request());
      site.progress().called(Call.ended(METHOD, keys, began, null));
      return answer;
    } catch (IOException | RuntimeException e) {
      Failure failure = Failures.of(e, Failures.About.COLLECTION);
      if (!failure.reason().equals("ownLimit")) { // Else it was never made.
        site.progress().called(Call.ended(METHOD, keys, began, failure));
      }
      throw e;
    }
  }
}
