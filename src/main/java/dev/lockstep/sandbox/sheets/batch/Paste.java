package dev.lockstep.sandbox.sheets.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.sandbox.http.Json;
import dev.lockstep.sandbox.sheets.grid.Cell;
import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.shift.References;
import org.jspecify.annotations.Nullable;

/** What of a cell is pasted onto another one. */
enum Paste {
  PASTE_NORMAL {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return copied;
    }
  },
  PASTE_VALUES {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return there.with(worked instanceof Value.Failure ? copied.value() : worked);
    }
  },
  PASTE_FORMAT {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return there.withFormat(copied.format()).withValidation(copied.validation());
    }
  },
  PASTE_NO_BORDERS {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      ObjectNode format = Json.object();
      if (copied.format() != null) {
        format.setAll(copied.format());
      }
      format.remove("borders");
      if (there.format() != null && there.format().has("borders")) {
        format.set("borders", there.format().get("borders"));
      }
      return copied.withFormat(format);
    }
  },
  PASTE_FORMULA {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return there.with(copied.value());
    }
  },
  PASTE_DATA_VALIDATION {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return there.withValidation(copied.validation());
    }
  },
  /** Nothing of the cell itself. */
  PASTE_CONDITIONAL_FORMATTING {
    @Override
    Cell onto(Cell there, Cell copied, @Nullable Value worked) {
      return there;
    }
  };

  /**
   * @param worked what the copied cell comes to
   */
  abstract Cell onto(Cell there, Cell copied, @Nullable Value worked);

  boolean withMerges() {
    return this == PASTE_NORMAL || this == PASTE_NO_BORDERS;
  }

  boolean withConditionalFormats() {
    return withMerges() || this == PASTE_CONDITIONAL_FORMATTING || this == PASTE_FORMAT;
  }

  static Paste of(ObjectNode body) {
    return valueOf(body.path("pasteType").asText("PASTE_NORMAL"));
  }

  /** The cell as it is when it was copied to elsewhere. */
  static Cell copied(Cell cell, int down, int right) {
    return cell.value() instanceof Value.Formula formula
        ? new Cell(
            new Value.Formula(References.copied(formula.text(), down, right)),
            cell.format(),
            cell.note(),
            cell.validation(),
            cell.rest())
        : cell;
  }
}
