package dev.lockstep.sandbox.drive;

/** Every field that Drive's resources have, as masks: what {@code fields} may select. */
final class Shapes {

  private static final String USER = "(kind,displayName,photoLink,me,permissionId,emailAddress)";

  static final String PERMISSION =
      "kind,id,type,role,emailAddress,domain,displayName,photoLink,allowFileDiscovery"
          + ",expirationTime,deleted,pendingOwner,view,permissionDetails(*)"
          + ",inheritedPermissionsDisabled";

  static final String PERMISSIONS = "kind,nextPageToken,permissions(" + PERMISSION + ")";

  static final String FILE =
      "kind,id,name,mimeType,description,starred,trashed,explicitlyTrashed,trashingUser"
          + USER
          + ",trashedTime,parents,properties(*),appProperties(*),spaces,version,webContentLink"
          + ",webViewLink,iconLink,hasThumbnail,thumbnailLink,thumbnailVersion,viewedByMe"
          + ",viewedByMeTime,createdTime,modifiedTime,modifiedByMeTime,modifiedByMe"
          + ",sharedWithMeTime,sharingUser"
          + USER
          + ",owners"
          + USER
          + ",driveId,teamDriveId,lastModifyingUser"
          + USER
          + ",shared,ownedByMe,capabilities(*),viewersCanCopyContent,copyRequiresWriterPermission"
          + ",writersCanShare,permissions("
          + PERMISSION
          + "),permissionIds,hasAugmentedPermissions,folderColorRgb,originalFilename"
          + ",fullFileExtension,fileExtension,md5Checksum,sha1Checksum,sha256Checksum,size"
          + ",quotaBytesUsed,headRevisionId,contentHints(*),imageMediaMetadata(*)"
          + ",videoMediaMetadata(*),isAppAuthorized,exportLinks(*),shortcutDetails(*)"
          + ",contentRestrictions(*),labelInfo(*),linkShareMetadata(*),resourceKey"
          + ",inheritedPermissionsDisabled,downloadRestrictions(*)";

  static final String FILES = "kind,nextPageToken,incompleteSearch,files(" + FILE + ")";

  static final String CHANGES =
      "kind,nextPageToken,newStartPageToken,changes(kind,removed,file("
          + FILE
          + "),fileId,time,type,changeType,driveId,drive(*),teamDriveId,teamDrive(*))";

  static final String REVISION =
      "kind,id,mimeType,modifiedTime,keepForever,published,publishedLink,publishAuto"
          + ",publishedOutsideDomain,lastModifyingUser"
          + USER
          + ",originalFilename,md5Checksum,size,exportLinks(*)";

  static final String REVISIONS = "kind,nextPageToken,revisions(" + REVISION + ")";

  static final String ABOUT =
      "kind,user"
          + USER
          + ",storageQuota(limit,usage,usageInDrive,usageInDriveTrash),importFormats(*)"
          + ",exportFormats(*),maxImportSizes(*),maxUploadSize,appInstalled,folderColorPalette"
          + ",driveThemes(*),teamDriveThemes(*),canCreateDrives,canCreateTeamDrives";

  static final String CHANNEL =
      "kind,id,resourceId,resourceUri,token,expiration,type,address,payload,params(*)";

  private Shapes() {}
}
