package dev.lockstep.engine;

import dev.lockstep.definition.ComputedFields;
import dev.lockstep.definition.LoadedDefinitions;
import dev.lockstep.engine.sync.SimpleExpression;
import org.apache.camel.CamelContext;

/** Whether Camel's Simple can read the expressions of definitions. */
public final class Expressions {

  private Expressions() {}

  /** These definitions with a fault for each expression that it cannot read. */
  public static LoadedDefinitions check(LoadedDefinitions read, CamelContext camel) {
    return ComputedFields.check(read, new SimpleExpression(camel)::problem);
  }
}
