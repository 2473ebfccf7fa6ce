/** The server's events as they happen; comes back by itself after the server was away. */
export function listen({ calendar, spreadsheet, files, request, fault, reset, connected, lost }) {
  let wasLost = false;

  const open = () => {
    const source = new EventSource("/sandbox/stream");
    const on = (name, action) =>
      source.addEventListener(name, (message) => action(message.data ? JSON.parse(message.data) : {}));
    on("calendar", calendar);
    on("spreadsheet", spreadsheet);
    on("files", files);
    on("request", request);
    on("fault", fault);
    on("reset", reset);
    source.onopen = () => {
      connected(wasLost);
      wasLost = false;
    };
    source.onerror = () => {
      wasLost = true;
      lost();
      if (source.readyState === EventSource.CLOSED) setTimeout(open, 2000);
    };
  };
  open();
}
