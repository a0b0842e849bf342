"""Names of the operations of the EWS endpoint, as its published service descriptions list them.

A server has far more operations than this project judges. Their names are known all the same, so that none is
taken for a misspelt name of another one.
"""

from __future__ import annotations

OPERATIONS_OF_EWS = frozenset(
    """
    AddDelegate AddDistributionGroupToImList AddImContactToGroup AddImGroup AddNewImContactToGroup
    AddNewTelUriContactToGroup AddTag ApplyConversationAction ArchiveItem ConvertId CopyFolder CopyItem
    CreateAttachment CreateFolder CreateFolderPath CreateItem CreateManagedFolder CreateMeetingInstanceRequest
    CreateMeetingSpace CreateUserConfiguration DeleteAttachment DeleteFolder DeleteItem
    DeleteMeetingInstanceRequest DeleteMeetingSpace DeleteSearchSuggestion DeleteUserConfiguration DisableApp
    DisconnectPhoneCall EmptyFolder EndSearchSession ExecuteSearch ExpandDL ExportItems
    FindAvailableMeetingTimes FindConversation FindFolder FindItem FindMeetingSpaceByJoinUrl
    FindMeetingTimeCandidates FindMessageTrackingReport FindPeople FindTags GetAppManifests
    GetAppMarketplaceUrl GetAttachment GetClientAccessToken GetConversationItems GetDelegate
    GetDiscoverySearchConfiguration GetEvents GetFolder GetHoldOnMailboxes GetImItemList GetImItems
    GetInboxRules GetItem GetLastPrivateCatalogUpdate GetMailTips GetMeetingInstanceRequest GetMeetingSpace
    GetMessageTrackingReport GetNonIndexableItemDetails GetNonIndexableItemStatistics
    GetPasswordExpirationDate GetPersona GetPhoneCallInformation GetPrivateCatalogAddIns GetReminders
    GetRoomLists GetRooms GetSearchSuggestions GetSearchableMailboxes GetServerTimeZones
    GetServiceConfiguration GetSharingFolder GetSharingMetadata GetSpecificUserConfiguration
    GetStreamingEvents GetUserAvailabilityRequest GetUserConfiguration GetUserOofSettingsRequest GetUserPhoto
    GetUserRetentionPolicyTags HideTag InstallApp MarkAllItemsAsRead MarkAsJunk MoveFolder MoveItem
    PerformReminderAction PlayOnPhone RefreshSharingFolder RemoveContactFromImList RemoveDelegate
    RemoveDistributionGroupFromImList RemoveImContactFromGroup RemoveImGroup ReportMessage ResolveNames
    SearchMailboxes SendItem SetHoldOnMailboxes SetImGroup SetImListMigrationCompleted SetTeamMailbox
    SetUserOofSettingsRequest SetUserPhoto StartSearchSession Subscribe SyncFolderHierarchy SyncFolderItems
    UninstallApp UnpinTeamMailbox Unsubscribe UpdateDelegate UpdateFolder UpdateInboxRules UpdateItem
    UpdateItemInRecoverableItems UpdateMeetingInstanceRequest UpdateMeetingSpace UpdateUserConfiguration
    UploadItems
    """.split()  # noqa: SIM905 - a list of names reads better as text
)
"""The local names of their requests."""
