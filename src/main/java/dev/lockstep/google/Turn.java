package dev.lockstep.google;

/** Which quota a request counts against. */
enum Turn {
  CALENDAR {
    @Override
    Api api(String method, String path) {
      return Api.CALENDAR;
    }
  },
  SHEETS {
    @Override
    Api api(String method, String path) {
      boolean reads =
          method.equals("GET")
              || path.endsWith(":batchGetByDataFilter")
              || path.endsWith(":getByDataFilter")
              || path.endsWith(":search");
      return reads ? Api.SHEETS_READ : Api.SHEETS_WRITE;
    }
  },
  DRIVE {
    @Override
    Api api(String method, String path) {
      return Api.DRIVE;
    }
  };

  /**
   * @param path of the request: some readings of a spreadsheet are POSTs
   */
  abstract Api api(String method, String path);
}
