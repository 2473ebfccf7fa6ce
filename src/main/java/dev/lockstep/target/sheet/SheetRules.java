package dev.lockstep.target.sheet;

import dev.lockstep.definition.SyncDefinition;
import java.time.Duration;

/**
 * What the definition says about a sheet, beside its shape.
 *
 * @param spreadsheet an id, or the title of one to be made
 * @param takesUp whether a row that a person typed becomes a record
 * @param drawsKeys whether the key's columns have defaults to draw keys from
 * @param settle how long a row must look the same before it counts
 */
record SheetRules(
    SyncDefinition.SheetTarget sheet,
    SyncDefinition.Spreadsheet spreadsheet,
    boolean takesUp,
    boolean drawsKeys,
    Duration settle) {}
