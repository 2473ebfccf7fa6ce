package dev.lockstep.sandbox.sheets.batch;

/**
 * How wide a column has to be for a text of the usual font and size. Google measures on its servers
 * with Roboto at 13 pixels and adds 7; a column of 1,024 letters A was recorded as 8,691 wide.
 */
final class TextWidth {

  private static final double PIXELS = 13.0 / 2048;
  private static final int MARGIN = 7;

  /** Of the characters from blank to tilde, in 2048ths of the size. */
  private static final int[] ADVANCES = {
    507, 527, 655, 1261, 1150, 1500, 1273, 357, 700, 712, 882, 1161, 402, 565, 539, 844, 1150, 1150,
    1150, 1150, 1150, 1150, 1150, 1150, 1150, 1150, 496, 433, 1041, 1124, 1070, 967, 1839, 1336,
    1275, 1333, 1343, 1164, 1132, 1395, 1460, 557, 1130, 1284, 1102, 1788, 1460, 1408, 1292, 1408,
    1261, 1215, 1222, 1328, 1303, 1817, 1284, 1230, 1226, 543, 840, 543, 856, 924, 633, 1114, 1149,
    1072, 1155, 1085, 711, 1149, 1128, 497, 489, 1036, 497, 1795, 1130, 1168, 1149, 1164, 693, 1057,
    669, 1129, 991, 1538, 1015, 970, 1015, 693, 499, 693, 1393
  };

  private TextWidth() {}

  static int ofColumn(String text) {
    long sum = 0;
    for (int i = 0; i < text.length(); i++) {
      int index = text.charAt(i) - ' ';
      sum += index >= 0 && index < ADVANCES.length ? ADVANCES[index] : 1150;
    }
    return (int) Math.ceil(sum * PIXELS) + MARGIN;
  }
}
