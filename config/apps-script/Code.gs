/**
 * Tells Lockstep of each change in this spreadsheet, at once. Set-up: docs/apps-script.md.
 *
 * Script Properties: LOCKSTEP_URL, where Lockstep is reached (https://host), and WEBHOOK_SECRET, the
 * value that Lockstep has.
 */

/** Run once by hand: asks for permission, installs the trigger, and tells Lockstep something. */
function setUp() {
  settings();
  ScriptApp.getProjectTriggers()
    .filter(function (trigger) {
      return trigger.getHandlerFunction() === "tellLockstep";
    })
    .forEach(function (trigger) {
      ScriptApp.deleteTrigger(trigger);
    });
  ScriptApp.newTrigger("tellLockstep")
    .forSpreadsheet(SpreadsheetApp.getActive())
    .onChange()
    .create();
  tellLockstep();
  console.log(
    "Lockstep was reached. It answers the same to a wrong secret: see whether" +
      ' lockstep_webhook_notifications_total{source="sheet",verdict="changed"} grew.'
  );
}

/**
 * The trigger. Which tabs changed is not said, for one change can be in many: Lockstep looks at each
 * tab that it keeps in step.
 */
function tellLockstep() {
  var settings_ = settings();
  try {
    post(settings_);
  } catch (first) {
    console.warn(String(first));
    Utilities.sleep(2000);
    post(settings_); // Signed anew. What fails twice, Lockstep finds by looking.
  }
}

function settings() {
  var properties = PropertiesService.getScriptProperties();
  var url = properties.getProperty("LOCKSTEP_URL");
  var secret = properties.getProperty("WEBHOOK_SECRET");
  if (!url || !secret) {
    throw new Error("Set the script properties LOCKSTEP_URL and WEBHOOK_SECRET first.");
  }
  return { url: url.trim().replace(/\/+$/, ""), secret: secret.trim() };
}

function post(settings_) {
  var now = new Date();
  var timestamp = String(now.getTime());
  var body = JSON.stringify({
    spreadsheetId: SpreadsheetApp.getActive().getId(),
    at: now.toISOString(),
  });
  var answer = UrlFetchApp.fetch(settings_.url + "/webhooks/google/sheet", {
    method: "post",
    contentType: "application/json",
    payload: body,
    headers: {
      "X-Lockstep-Timestamp": timestamp,
      "X-Lockstep-Signature": sign(timestamp + "." + body, settings_.secret),
    },
    muteHttpExceptions: true,
  });
  if (answer.getResponseCode() !== 200) {
    throw new Error("Lockstep answered " + answer.getResponseCode());
  }
}

/** HMAC-SHA256 in hex; Google's bytes are signed. */
function sign(text, secret) {
  return Utilities.computeHmacSha256Signature(text, secret, Utilities.Charset.UTF_8)
    .map(function (byte) {
      return ("0" + (byte & 0xff).toString(16)).slice(-2);
    })
    .join("");
}
