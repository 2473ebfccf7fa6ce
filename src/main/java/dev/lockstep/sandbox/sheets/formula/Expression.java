package dev.lockstep.sandbox.sheets.formula;

import dev.lockstep.sandbox.sheets.grid.Value;
import dev.lockstep.sandbox.sheets.shift.Reference;
import java.util.List;

/** A formula, read. */
sealed interface Expression {

  record Constant(Value value) implements Expression {}

  record Lookup(Reference reference) implements Expression {}

  /** A named range. */
  record Name(String name) implements Expression {}

  record Call(String function, List<Expression> arguments) implements Expression {}

  record Unary(String operator, Expression operand) implements Expression {}

  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /** An argument that was left out. */
  record Nothing() implements Expression {}
}
