"""The code pages of MS-ASWBXML section 2.1.2.1: which name each token stands for, and in which namespace.

A page is written as the names of its tokens from 0x05 on; ``.`` stands for a token that no version has used,
and ``@2A`` goes on at that token.
"""

from __future__ import annotations

from dataclasses import dataclass

FIRST_TOKEN, LAST_TOKEN = 0x05, 0x3F
"""The tokens that a page can give names to (WBXML 1.3 section 5.8.1)."""


@dataclass(frozen=True)
class CodePage:
    """A code page.

    Args:
        number: its number.
        namespace: the namespace of its elements.
        names: the element's local name by token.
        tokens: the token by local name.
    """

    number: int
    namespace: str
    names: dict[int, str]
    tokens: dict[str, int]

    @property
    def prefix(self) -> str:
        """The prefix that the documents write for it."""
        return self.namespace.lower()


_PAGES = (
    (
        "AirSync",
        """Sync Responses Add Change Delete Fetch SyncKey ClientId ServerId Status Collection Class Version
        CollectionId GetChanges MoreAvailable WindowSize Commands Options FilterType Truncation . Conflict
        Collections ApplicationData DeletesAsMoves . Supported SoftDelete MIMESupport MIMETruncation Wait
        Limit Partial ConversationMode MaxItems HeartbeatInterval""",
    ),
    (
        "Contacts",
        """Anniversary AssistantName AssistantPhoneNumber Birthday Body BodySize BodyTruncated
        Business2PhoneNumber BusinessAddressCity BusinessAddressCountry BusinessAddressPostalCode
        BusinessAddressState BusinessAddressStreet BusinessFaxNumber BusinessPhoneNumber CarPhoneNumber
        Categories Category Children Child CompanyName Department Email1Address Email2Address
        Email3Address FileAs FirstName Home2PhoneNumber HomeAddressCity HomeAddressCountry
        HomeAddressPostalCode HomeAddressState HomeAddressStreet HomeFaxNumber HomePhoneNumber JobTitle
        LastName MiddleName MobilePhoneNumber OfficeLocation OtherAddressCity OtherAddressCountry
        OtherAddressPostalCode OtherAddressState OtherAddressStreet PagerNumber RadioPhoneNumber Spouse
        Suffix Title WebPage YomiCompanyName YomiFirstName YomiLastName . Picture Alias WeightedRank""",
    ),
    (
        "Email",
        """Attachment Attachments AttName AttSize Att0Id AttMethod . Body BodySize BodyTruncated DateReceived
        DisplayName DisplayTo Importance MessageClass Subject Read To Cc From ReplyTo AllDayEvent
        Categories Category DtStamp EndTime InstanceType BusyStatus Location MeetingRequest Organizer
        RecurrenceId Reminder ResponseRequested Recurrences Recurrence Type Until Occurrences Interval
        DayOfWeek DayOfMonth WeekOfMonth MonthOfYear StartTime Sensitivity TimeZone GlobalObjId
        ThreadTopic MIMEData MIMETruncated MIMESize InternetCPID Flag Status ContentClass FlagType
        CompleteTime DisallowNewTimeProposal""",
    ),
    ("AirNotify", ""),
    (
        "Calendar",
        """Timezone AllDayEvent Attendees Attendee Email Name Body BodyTruncated BusyStatus Categories
        Category . DtStamp EndTime Exception Exceptions Deleted ExceptionStartTime Location MeetingStatus
        OrganizerEmail OrganizerName Recurrence Type Until Occurrences Interval DayOfWeek DayOfMonth
        WeekOfMonth MonthOfYear Reminder Sensitivity Subject StartTime UID AttendeeStatus AttendeeType @33
        DisallowNewTimeProposal ResponseRequested AppointmentReplyTime ResponseType CalendarType
        IsLeapMonth FirstDayOfWeek OnlineMeetingConfLink OnlineMeetingExternalLink ClientUid""",
    ),
    ("Move", "MoveItems Move SrcMsgId SrcFldId DstFldId Response Status DstMsgId"),
    (
        "GetItemEstimate",
        """GetItemEstimate Version Collections Collection Class CollectionId DateTime Estimate Response
        Status""",
    ),
    (
        "FolderHierarchy",
        """Folders Folder DisplayName ServerId ParentId Type Response Status ContentClass Changes Add Delete
        Update SyncKey FolderCreate FolderDelete FolderUpdate FolderSync Count""",
    ),
    (
        "MeetingResponse",
        """CalendarId CollectionId MeetingResponse RequestId Request Result Status UserResponse Version
        InstanceId @10 ProposedStartTime ProposedEndTime SendResponse""",
    ),
    (
        "Tasks",
        """Body BodySize BodyTruncated Categories Category Complete DateCompleted DueDate UtcDueDate
        Importance Recurrence Type Start Until Occurrences Interval DayOfMonth DayOfWeek WeekOfMonth
        MonthOfYear Regenerate DeadOccur ReminderSet ReminderTime Sensitivity StartDate UtcStartDate
        Subject Rtf OrdinalDate SubOrdinalDate CalendarType IsLeapMonth FirstDayOfWeek""",
    ),
    (
        "ResolveRecipients",
        """ResolveRecipients Response Status Type Recipient DisplayName EmailAddress Certificates Certificate
        MiniCertificate Options To CertificateRetrieval RecipientCount MaxCertificates
        MaxAmbiguousRecipients CertificateCount Availability StartTime EndTime MergedFreeBusy Picture
        MaxSize Data MaxPictures""",
    ),
    ("ValidateCert", "ValidateCert Certificates Certificate CertificateChain CheckCRL Status"),
    (
        "Contacts2",
        """CustomerId GovernmentId IMAddress IMAddress2 IMAddress3 ManagerName CompanyMainPhone AccountName
        NickName MMS""",
    ),
    ("Ping", "Ping AutdState Status HeartbeatInterval Folders Folder Id Class MaxFolders"),
    (
        "Provision",
        """Provision Policies Policy PolicyType PolicyKey Data Status RemoteWipe EASProvisionDoc
        DevicePasswordEnabled AlphanumericDevicePasswordRequired RequireStorageCardEncryption
        PasswordRecoveryEnabled . AttachmentsEnabled MinDevicePasswordLength MaxInactivityTimeDeviceLock
        MaxDevicePasswordFailedAttempts MaxAttachmentSize AllowSimpleDevicePassword
        DevicePasswordExpiration DevicePasswordHistory AllowStorageCard AllowCamera
        RequireDeviceEncryption AllowUnsignedApplications AllowUnsignedInstallationPackages
        MinDevicePasswordComplexCharacters AllowWiFi AllowTextMessaging AllowPOPIMAPEmail AllowBluetooth
        AllowIrDA RequireManualSyncWhenRoaming AllowDesktopSync MaxCalendarAgeFilter AllowHTMLEmail
        MaxEmailAgeFilter MaxEmailBodyTruncationSize MaxEmailHTMLBodyTruncationSize
        RequireSignedSMIMEMessages RequireEncryptedSMIMEMessages RequireSignedSMIMEAlgorithm
        RequireEncryptionSMIMEAlgorithm AllowSMIMEEncryptionAlgorithmNegotiation AllowSMIMESoftCerts
        AllowBrowser AllowConsumerEmail AllowRemoteDesktop AllowInternetSharing
        UnapprovedInROMApplicationList ApplicationName ApprovedApplicationList Hash AccountOnlyRemoteWipe""",
    ),
    (
        "Search",
        """Search Stores Store Name Query Options Range Status Response Result Properties Total EqualTo Value
        And Or FreeText . DeepTraversal LongId RebuildResults LessThan GreaterThan Schema Supported
        UserName Password ConversationId Picture MaxSize MaxPictures""",
    ),
    (
        "GAL",
        """DisplayName Phone Office Title Company Alias FirstName LastName HomePhone MobilePhone EmailAddress
        Picture Status Data""",
    ),
    (
        "AirSyncBase",
        """BodyPreference Type TruncationSize AllOrNone . Body Data EstimatedDataSize Truncated Attachments
        Attachment DisplayName FileReference Method ContentId ContentLocation IsInline NativeBodyType
        ContentType Preview BodyPartPreference BodyPart Status Add Delete ClientId Content Location
        Annotation Street City State Country PostalCode Latitude Longitude Accuracy Altitude
        AltitudeAccuracy LocationUri InstanceId""",
    ),
    (
        "Settings",
        """Settings Status Get Set Oof OofState StartTime EndTime OofMessage AppliesToInternal
        AppliesToExternalKnown AppliesToExternalUnknown Enabled ReplyMessage BodyType DevicePassword
        Password DeviceInformation Model IMEI FriendlyName OS OSLanguage PhoneNumber UserInformation
        EmailAddresses SMTPAddress UserAgent EnableOutboundSMS MobileOperator PrimarySmtpAddress Accounts
        Account AccountId AccountName UserDisplayName SendDisabled @2B RightsManagementInformation""",
    ),
    (
        "DocumentLibrary",
        "LinkId DisplayName IsFolder CreationDate LastModifiedDate IsHidden ContentLength ContentType",
    ),
    (
        "ItemOperations",
        """ItemOperations Fetch Store Options Range Total Properties Data Status Response Version Schema Part
        EmptyFolderContents DeleteSubFolders UserName Password Move DstFldId ConversationId MoveAlways""",
    ),
    (
        "ComposeMail",
        """SendMail SmartForward SmartReply SaveInSentItems ReplaceMime . Source FolderId ItemId LongId
        InstanceId Mime ClientId Status AccountId @15 Forwardees Forwardee Name Email""",
    ),
    (
        "Email2",
        """UmCallerID UmUserNotes UmAttDuration UmAttOrder ConversationId ConversationIndex LastVerbExecuted
        LastVerbExecutionTime ReceivedAsBcc Sender CalendarType IsLeapMonth AccountId FirstDayOfWeek
        MeetingMessageType . IsDraft Bcc Send""",
    ),
    ("Notes", "Subject MessageClass LastModifiedDate Categories Category"),
    (
        "RightsManagement",
        """RightsManagementSupport RightsManagementTemplates RightsManagementTemplate RightsManagementLicense
        EditAllowed ReplyAllowed ReplyAllAllowed ForwardAllowed ModifyRecipientsAllowed ExtractAllowed
        PrintAllowed ExportAllowed ProgrammaticAccessAllowed Owner ContentExpiryDate TemplateID
        TemplateName TemplateDescription ContentOwner RemoveRightsManagementProtection""",
    ),
    (
        "Find",
        """Find SearchId ExecuteSearch MailBoxSearchCriterion Query Status FreeText Options Range
        DeepTraversal @11 Response Result Properties Preview HasAttachments Total DisplayCc DisplayBcc
        GalSearchCriterion @20 MaxPictures MaxSize Picture""",
    ),
)


def _page(number: int, namespace: str, text: str) -> CodePage:
    names: dict[int, str] = {}
    token = FIRST_TOKEN
    for word in text.split():
        if word.startswith("@"):
            token = int(word[1:], 16)
            continue
        if word != ".":
            names[token] = word
        token += 1
    return CodePage(number, namespace, names, {name: each for each, name in names.items()})


CODE_PAGES: tuple[CodePage, ...] = tuple(
    _page(number, namespace, text) for number, (namespace, text) in enumerate(_PAGES)
)
"""The code pages 0 to 25. Page 3 is retired and has no names."""

_BY_NAMESPACE = {page.namespace: page for page in CODE_PAGES}


def page_of_namespace(namespace: str) -> CodePage | None:
    """Returns the code page of a namespace, or ``None``.

    Args:
        namespace: such as ``Email2``; older texts end it with a colon.
    """
    return _BY_NAMESPACE.get(namespace.removesuffix(":"))
