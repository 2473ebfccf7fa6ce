/**
 * What a sync is: the checked records of a definition, reading them from YAML with every fault at
 * once (file, line, suggestion), the JSON Schema, and the check against the live table.
 */
@NullMarked
package dev.lockstep.definition;

import org.jspecify.annotations.NullMarked;
