/** The calls this page makes: Google's own paths as any client would use them, and the sandbox's controls. */

/** A refused or broken call; status 0 where no answer came. */
export class ApiError extends Error {
  constructor(status, reason, message) {
    super(message);
    this.status = status;
    this.reason = reason;
  }

  get sentence() {
    return this.status === 0 ? this.message : `${this.status} ${this.reason ?? ""}: ${this.message}`;
  }
}

async function send(method, url, { token, etag, body } = {}) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = "Bearer " + token;
  if (etag) headers["If-Match"] = etag;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let response;
  let text;
  try {
    response = await fetch(url, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
    text = await response.text();
  } catch {
    throw new ApiError(0, "connection", "The connection broke before an answer came.");
  }
  let answer;
  try {
    answer = text === "" ? undefined : JSON.parse(text);
  } catch {
    throw new ApiError(response.status, "html", "The answer is not JSON.");
  }
  if (response.ok) return answer;
  const error = answer?.error;
  throw new ApiError(
    response.status,
    error?.errors?.[0]?.reason ?? error?.status,
    error?.message ?? answer?.error_description ?? response.statusText,
  );
}

const tokens = new Map();

async function token(email, renew = false) {
  if (renew || !tokens.has(email)) {
    tokens.set(email, send("POST", "/sandbox/accounts", { body: { email } }));
  }
  try {
    return (await tokens.get(email)).access_token;
  } catch (error) {
    tokens.delete(email);
    throw error;
  }
}

async function asAccount(email, method, url, options = {}) {
  try {
    return await send(method, url, { ...options, token: await token(email) });
  } catch (error) {
    if (error.status !== 401) throw error;
    // Asking for a token would make an account anew that a reset took away.
    if (!(await sandboxApi.accounts()).some((account) => account.email === email)) {
      throw new ApiError(401, "accountGone", `There is no account ${email} any more.`);
    }
    return send(method, url, { ...options, token: await token(email, true) });
  }
}

/** Reads of this page carry this, so that the request log can leave them out. */
export const OWN_READ = "quotaUser=sandbox-page";

const eventsOf = (calendarId) => `/calendar/v3/calendars/${encodeURIComponent(calendarId)}/events`;
const oneEvent = (calendarId, id) => `${eventsOf(calendarId)}/${encodeURIComponent(id)}`;

export const calendarApi = {
  async calendars(email) {
    const list = await asAccount(email, "GET", `/calendar/v3/users/me/calendarList?${OWN_READ}`);
    return list.items ?? [];
  },

  /** Every event that touches the span, series as their single occurrences. */
  async events(email, calendarId, from, to) {
    const items = [];
    let page = "";
    do {
      const query = `timeMin=${encodeURIComponent(from)}&timeMax=${encodeURIComponent(to)}&singleEvents=true&maxResults=2500`;
      const list = await asAccount(email, "GET", `${eventsOf(calendarId)}?${query}${page}&${OWN_READ}`);
      items.push(...(list.items ?? []));
      page = list.nextPageToken ? `&pageToken=${encodeURIComponent(list.nextPageToken)}` : "";
    } while (page);
    return items;
  },

  get: (email, calendarId, id) => asAccount(email, "GET", `${oneEvent(calendarId, id)}?${OWN_READ}`),

  insert: (email, calendarId, body) =>
    asAccount(email, "POST", `${eventsOf(calendarId)}?sendUpdates=none`, { body }),

  patch: (email, calendarId, id, etag, body) =>
    asAccount(email, "PATCH", `${oneEvent(calendarId, id)}?sendUpdates=none`, { etag, body }),

  replace: (email, calendarId, id, body) =>
    asAccount(email, "PUT", `${oneEvent(calendarId, id)}?sendUpdates=none`, { body }),

  remove: (email, calendarId, id, etag) =>
    asAccount(email, "DELETE", `${oneEvent(calendarId, id)}?sendUpdates=none`, { etag }),
};

const SPREADSHEETS = "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false";
const TABS =
  "spreadsheetId,properties.title," +
  "sheets(properties,merges,bandedRanges,protectedRanges(range,warningOnly,requestingUserCanEdit))";
const BANDS =
  "sheets.data(rowMetadata(pixelSize,hiddenByUser,hiddenByFilter),columnMetadata(pixelSize,hiddenByUser,hiddenByFilter))";
const CELLS =
  "sheets.data.rowData.values" +
  "(formattedValue,userEnteredValue,effectiveValue,userEnteredFormat,note,hyperlink,dataValidation)";

const oneSpreadsheet = (id) => `/v4/spreadsheets/${encodeURIComponent(id)}`;

async function dataOf(email, id, range, fields) {
  const query = `ranges=${encodeURIComponent(range)}&fields=${encodeURIComponent(fields)}&${OWN_READ}`;
  const spreadsheet = await asAccount(email, "GET", `${oneSpreadsheet(id)}?${query}`);
  return spreadsheet.sheets?.[0]?.data?.[0] ?? {};
}

export const sheetsApi = {
  /** Id and name of every spreadsheet that the account finds among its files. */
  async list(email) {
    const files = [];
    let page = "";
    do {
      const query = `q=${encodeURIComponent(SPREADSHEETS)}&orderBy=name&pageSize=1000&fields=nextPageToken,files(id,name)`;
      const list = await asAccount(email, "GET", `/drive/v3/files?${query}${page}&${OWN_READ}`);
      files.push(...(list.files ?? []));
      page = list.nextPageToken ? `&pageToken=${encodeURIComponent(list.nextPageToken)}` : "";
    } while (page);
    return files;
  },

  structure: (email, id) =>
    asAccount(email, "GET", `${oneSpreadsheet(id)}?fields=${encodeURIComponent(TABS)}&${OWN_READ}`),

  /** Sizes of rows and columns, and which are hidden. */
  async bands(email, id, range) {
    const { rowMetadata = [], columnMetadata = [] } = await dataOf(email, id, range, BANDS);
    return { rows: rowMetadata, columns: columnMetadata };
  },

  rows: async (email, id, range) => (await dataOf(email, id, range, CELLS)).rowData ?? [],

  write: (email, id, range, values) =>
    asAccount(
      email,
      "PUT",
      `${oneSpreadsheet(id)}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`,
      { body: { values } },
    ),

  clear: (email, id, range) =>
    asAccount(email, "POST", `${oneSpreadsheet(id)}/values/${encodeURIComponent(range)}:clear`, { body: {} }),

  change: (email, id, requests) =>
    asAccount(email, "POST", `${oneSpreadsheet(id)}:batchUpdate`, { body: { requests } }),

  create: (email, title) => asAccount(email, "POST", "/v4/spreadsheets", { body: { properties: { title } } }),
};

export const sandboxApi = {
  accounts: () => send("GET", "/sandbox/accounts"),
  addAccount: (email, timeZone) => send("POST", "/sandbox/accounts", { body: { email, timeZone } }),
  requests: (after) => send("GET", `/sandbox/requests?after=${after}`),
  clearRequests: () => send("DELETE", "/sandbox/requests"),
  faults: () => send("GET", "/sandbox/faults"),
  addFault: (fault) => send("POST", "/sandbox/faults", { body: fault }),
  removeFault: (id) => send("DELETE", `/sandbox/faults/${encodeURIComponent(id)}`),
  clearFaults: () => send("DELETE", "/sandbox/faults"),
  notifications: (settings) => send("POST", "/sandbox/notifications", { body: settings }),
  quotas: (settings) => send("POST", "/sandbox/quotas", { body: settings }),
  expireSyncTokens: (email) => send("POST", "/sandbox/expire-sync-tokens", { body: { email } }),
  expireAccessTokens: (email) => send("POST", "/sandbox/expire-access-tokens", { body: { email } }),
  expireRefreshTokens: (email) => send("POST", "/sandbox/expire-refresh-tokens", { body: { email } }),
  revoke: (email) => send("POST", "/sandbox/revoke", { body: { email } }),
};
