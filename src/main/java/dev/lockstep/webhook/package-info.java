/**
 * Google's push notifications: the way in, which answers at once and only asks for a pull, and the
 * channels behind it, one per partition, opened, renewed, stopped and, where they fail, given up in
 * favour of polling.
 *
 * <p>A calendar's channel comes from Calendar, a tab's from Drive, on the file of its spreadsheet.
 * Tabs that share a spreadsheet have a channel each: so every channel belongs to one partition, a
 * notification asks for that partition's pull alone, and a tab that comes or goes touches no other.
 * Google then says the same once per tab, at most every few minutes, which costs nothing but the
 * request.
 */
@NullMarked
package dev.lockstep.webhook;

import org.jspecify.annotations.NullMarked;
