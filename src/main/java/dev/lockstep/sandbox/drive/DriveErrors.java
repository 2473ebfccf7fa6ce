package dev.lockstep.sandbox.drive;

import dev.lockstep.sandbox.http.GoogleError;

/** The refusals of Drive, in its words. */
final class DriveErrors {

  private DriveErrors() {}

  /** Also for what the caller may not see. */
  static GoogleError fileNotFound(String id) {
    return GoogleError.global(404, "notFound", "File not found: " + id + ".").atParameter("fileId");
  }

  static GoogleError permissionNotFound(String id) {
    return GoogleError.global(404, "notFound", "Permission not found: " + id + ".")
        .atParameter("permissionId");
  }

  static GoogleError revisionNotFound(String id) {
    return GoogleError.global(404, "notFound", "Revision not found: " + id + ".")
        .atParameter("revisionId");
  }

  static GoogleError mayNot() {
    return GoogleError.global(
        403,
        "insufficientFilePermissions",
        "The user does not have sufficient permissions for this file.");
  }

  static GoogleError notWritable(String message) {
    return GoogleError.global(403, "fieldNotWritable", message);
  }

  static GoogleError noStorage() {
    return GoogleError.of(
        403,
        "usageLimits",
        "storageQuotaExceeded",
        "Service Accounts do not have storage quota. Leverage shared drives"
            + " (https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or"
            + " use OAuth delegation"
            + " (http://support.google.com/a/answer/7281227) instead.");
  }

  static GoogleError required(String name) {
    return GoogleError.required("Required parameter: " + name).atParameter(name);
  }

  static GoogleError invalid(String parameter) {
    return GoogleError.invalid("Invalid Value").atParameter(parameter);
  }
}
