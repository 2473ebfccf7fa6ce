package dev.lockstep.target.sheet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** FAULTS 26, 27. */
class ColumnsTest {

  private static Columns columns(Object... header) {
    return Columns.of("Products", List.of(header), Products.FIELDS, Products.COLUMNS);
  }

  @Test
  void columnsAreFoundByTheirHeaderWhereverTheyStand_26() {
    Columns columns = columns("Notes", "Price", "SKU ", "", "Stock", "Name");

    assertThat(columns.of("SKU")).isEqualTo(2);
    assertThat(columns.of("Name")).isEqualTo(5);
    assertThat(columns.width()).isEqualTo(6);
  }

  @Test
  void aRenamedHeaderIsNamedWithTheFix_26() {
    assertThatThrownBy(() -> columns("SKU", "Name", "Preis", "Stock"))
        .isInstanceOf(HeaderFault.class)
        .hasMessage(
            "tab 'Products': column C was 'Price' and is 'Preis' now: name it 'Price' again, or"
                + " write 'Preis' instead of 'Price' under fields: in the definition");
  }

  @Test
  void aMissingHeaderAndOneThatStandsTwiceAreBothNamed_27() {
    assertThatThrownBy(() -> columns("SKU", "Name", "Stock", "Stock"))
        .hasMessageContaining("'Price'")
        .hasMessageContaining("the header 'Stock' stands in columns C and D");
  }

  @Test
  void aHeaderThatStandsTwiceIsNamedThoughNoneIsMissing_27() {
    assertThatThrownBy(() -> columns("SKU", "Name", "Price", "Stock", "Price"))
        .isInstanceOf(HeaderFault.class)
        .hasMessage(
            "tab 'Products': the header 'Price' stands in columns C and E: rename one of them");
  }

  @Test
  void ofAHeaderThatIsGoneEveryColumnIsNamed_27() {
    assertThatThrownBy(() -> columns("", "", "", ""))
        .isInstanceOf(HeaderFault.class)
        .satisfies(
            fault -> {
              for (String field : Products.FIELDS) {
                assertThat(fault)
                    .hasMessageContaining("no column has the header '%s'".formatted(field));
              }
            });
  }

  @Test
  void lettersCountAsSheetsDo() {
    assertThat(List.of(0, 25, 26, 51, 52, 701, 702))
        .extracting(Cells::letters)
        .containsExactly("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA");
  }
}
