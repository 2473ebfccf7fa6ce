package dev.lockstep.sandbox.http;

/** What Google's front ends say where no API answers. */
final class HtmlPages {

  private HtmlPages() {}

  static String notFound(String path) {
    return page(
        404,
        "Not Found",
        "The requested URL <code>" + escape(path) + "</code> was not found on this server.");
  }

  /** To whoever asks too often. */
  static String sorry() {
    return """
    <html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"/>\
    <title>Sorry...</title></head><body><h1>We're sorry...</h1><p>... but your computer or network \
    may be sending automated queries. To protect our users, we can't process your request right \
    now.</p></body></html>
    """;
  }

  static String error(int code) {
    return code == 429
        ? sorry()
        : page(
            code,
            code == 404 ? "Not Found" : "Server Error",
            "The server encountered a temporary error and could not complete your request.<p>Please try"
                + " again in 30 seconds.");
  }

  private static String page(int code, String title, String text) {
    return """
    <!DOCTYPE html>
    <html lang=en>
      <meta charset=utf-8>
      <meta name=viewport content="initial-scale=1, minimum-scale=1, width=device-width">
      <title>Error %d (%s)!!1</title>
      <p><b>%d.</b> <ins>That’s an error.</ins>
      <p>%s  <ins>That’s all we know.</ins>
    """
        .formatted(code, title, code, text);
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
