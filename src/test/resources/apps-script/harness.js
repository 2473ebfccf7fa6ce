// Runs Code.gs with Google's services played by Node, and prints the requests that it made.
// node harness.js CODE URL SECRET SPREADSHEET REFUSALS
const [code, url, secret, spreadsheet, refusals] = process.argv.slice(2);
const crypto = require("crypto");
const requests = [];
const triggers = [];
const spreadsheetOf = { getId: () => spreadsheet };
const services = {
  PropertiesService: {
    getScriptProperties: () => ({
      getProperty: (name) => ({ LOCKSTEP_URL: url, WEBHOOK_SECRET: secret })[name],
    }),
  },
  SpreadsheetApp: { getActive: () => spreadsheetOf },
  ScriptApp: {
    getProjectTriggers: () => triggers,
    deleteTrigger: (trigger) => triggers.splice(triggers.indexOf(trigger), 1),
    newTrigger: (handler) => ({
      forSpreadsheet: () => ({
        onChange: () => ({ create: () => triggers.push({ getHandlerFunction: () => handler }) }),
      }),
    }),
  },
  Utilities: {
    Charset: { UTF_8: "utf8" },
    sleep: () => {},
    computeHmacSha256Signature: (text, key, charset) =>
      Array.from(
        new Int8Array(
          crypto.createHmac("sha256", Buffer.from(key, charset)).update(text, charset).digest()
        )
      ),
  },
  UrlFetchApp: {
    fetch: (address, options) => {
      requests.push({ address, ...options });
      return { getResponseCode: () => (requests.length <= Number(refusals) ? 503 : 200) };
    },
  },
  console: { log: () => {}, warn: () => {} },
};
const setUp = new Function(
  ...Object.keys(services),
  require("fs").readFileSync(code, "utf8") + "\nreturn setUp;"
)(...Object.values(services));
setUp();
setUp();
console.log(JSON.stringify({ requests, triggers: triggers.length }));
