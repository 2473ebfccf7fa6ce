package dev.lockstep.target.sheet;

/**
 * A problem that a look finds on a row, for a note on its key cell.
 *
 * @param row counted from 0
 * @param name what tells the row from others, wherever it stands
 */
record Mark(int row, String name, String text) {}
