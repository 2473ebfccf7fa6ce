package dev.lockstep.target.sheet;

import dev.lockstep.core.Fields;
import dev.lockstep.target.Outcome;
import java.util.Map;

/**
 * A batch and what is known before its call.
 *
 * @param plan what it does
 * @param settled by key: what needs no write, or must not be written
 * @param after by key: what the record's row shows once the batch is done
 * @param kept by key: fields whose formula is a person's and stays, each with what is to be said
 */
record Planned(
    FlushPlan plan,
    Map<String, Outcome> settled,
    Map<String, Fields> after,
    Map<String, Map<String, String>> kept) {}
