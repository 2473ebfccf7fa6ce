package dev.lockstep.sandbox;

import static dev.lockstep.sandbox.OneSheet.row;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.api.services.sheets.v4.model.CopySheetToAnotherSpreadsheetRequest;
import com.google.api.services.sheets.v4.model.SheetProperties;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class SheetCopyTest {

  @Test
  void aSheetIsCopiedBehindTheOthersAndLivesItsOwnLife() throws IOException {
    try (OneSheet sheet = new OneSheet()) {
      sheet.typed("A1", row("$2.00", "=A1*2"));
      SheetProperties copy =
          sheet
              .client
              .spreadsheets()
              .sheets()
              .copyTo(
                  sheet.id,
                  0,
                  new CopySheetToAnotherSpreadsheetRequest().setDestinationSpreadsheetId(sheet.id))
              .execute();
      assertThat(copy.getTitle()).isEqualTo("Copy of Sheet1");
      assertThat(copy.getIndex()).isEqualTo(1);
      sheet.raw("Sheet1!A1", row(5));
      assertThat(sheet.shown("'Copy of Sheet1'!A1:B1")).containsExactly(row("$2.00", "$4.00"));
      assertThat(sheet.shown("Sheet1!A1:B1")).containsExactly(row("$5.00", "$10.00"));
    }
  }
}
