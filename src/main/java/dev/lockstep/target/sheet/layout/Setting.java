package dev.lockstep.target.sheet.layout;

import com.google.api.services.sheets.v4.model.Request;
import java.util.List;
import java.util.function.Supplier;

/**
 * One thing that a layout says.
 *
 * @param key what it is about: {@code column/Price/format}
 * @param value what it says, as text: another text is another layout
 * @param set the requests that make it so; empty where a person's own stands in the way
 */
record Setting(String key, String value, Supplier<List<Request>> set) {}
