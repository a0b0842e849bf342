<?php
// PHP's SoapClient asks for mail, folders, attachments, people, and what happens. Run as:
//
//     php mail.php URL USER PASSWORD FOLDER
//
// FOLDER is for the server's service description. Exchange's names no service, and PHP wants one: it is added.
// It prints what it made of the answers as JSON.
declare(strict_types=1);

[, $url, $user, $password, $folder] = $argv;
$signed = stream_context_create(['http' => ['header' => 'Authorization: Basic ' . base64_encode("$user:$password")]]);
foreach (['Services.wsdl', 'messages.xsd', 'types.xsd'] as $name) {
    file_put_contents("$folder/$name", file_get_contents("$url/EWS/$name", false, $signed));
}
$service = '<service name="ExchangeServices" xmlns="http://schemas.xmlsoap.org/wsdl/">'
    . '<port name="ExchangePort" binding="tns:ExchangeServiceBinding">'
    . "<address xmlns='http://schemas.xmlsoap.org/wsdl/soap/' location='$url/EWS/Exchange.asmx'/></port></service>";
$description = file_get_contents("$folder/Services.wsdl");
$at = strrpos($description, '</');
file_put_contents("$folder/Services.wsdl", substr($description, 0, $at) . $service . substr($description, $at));

$client = new SoapClient("$folder/Services.wsdl", [
    'login' => $user,
    'password' => $password,
    'cache_wsdl' => WSDL_CACHE_NONE,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$types = 'http://schemas.microsoft.com/exchange/services/2006/types';
$client->__setSoapHeaders([new SoapHeader($types, 'RequestServerVersion', ['Version' => 'Exchange2013'])]);

$answers = [];
function told(string $operation, mixed $answer): mixed
{
    global $answers;
    $answers[] = [$operation, $answer];
    return $answer;
}

function ask(string $operation, array $request): object
{
    global $client;
    $messages = (array) $client->$operation($request)->ResponseMessages;
    $message = reset($messages)[0];
    if ($message->ResponseClass !== 'Success') {
        throw new RuntimeException("$operation: $message->ResponseCode");
    }
    return $message;
}

function known(string $name): array
{
    return ['DistinguishedFolderId' => ['Id' => $name]];
}

function id(object $item): array
{
    return ['ItemId' => [['Id' => $item->ItemId->Id, 'ChangeKey' => $item->ItemId->ChangeKey]]];
}

$shape = ['BaseShape' => 'Default'];
$to = ['Mailbox' => [['EmailAddress' => $user]]];

told('GetFolder', ask('GetFolder', ['FolderShape' => $shape, 'FolderIds' => known('inbox')])->Folders->Folder[0]->DisplayName);
$events = ['EventType' => ['NewMailEvent', 'CreatedEvent']];
$pull = ask('Subscribe', ['PullSubscriptionRequest' => [
    'FolderIds' => known('inbox'), 'EventTypes' => $events, 'Timeout' => 10,
]]);
$draft = ask('CreateItem', ['MessageDisposition' => 'SaveOnly', 'Items' => ['Message' => [[
    'Subject' => 'From PHP', 'Body' => ['_' => 'Grüße', 'BodyType' => 'Text'], 'ToRecipients' => $to,
]]]])->Items->Message[0];
$made = ask('CreateAttachment', ['ParentItemId' => id($draft)['ItemId'][0], 'Attachments' => ['FileAttachment' => [[
    'Name' => 'a.txt', 'Content' => 'attached',
]]]])->Attachments->FileAttachment[0]->AttachmentId;
$file = ask('GetAttachment', ['AttachmentIds' => ['AttachmentId' => [['Id' => $made->Id]]]])->Attachments->FileAttachment[0];
told('GetAttachment', [$file->Name, $file->Content]);
$changed = ask('UpdateItem', [
    'ConflictResolution' => 'AlwaysOverwrite',
    'MessageDisposition' => 'SaveOnly',
    'ItemChanges' => ['ItemChange' => [[
        'ItemId' => ['Id' => $draft->ItemId->Id],
        'Updates' => ['SetItemField' => [[
            'FieldURI' => ['FieldURI' => 'item:Subject'], 'Message' => ['Subject' => 'Changed by PHP'],
        ]]],
    ]]],
])->Items->Message[0];
$read = ask('GetItem', ['ItemShape' => $shape, 'ItemIds' => id($changed)])->Items->Message[0];
told('GetItem', [$read->Subject, $read->Body->_, $read->HasAttachments]);
ask('SendItem', ['SaveItemToFolder' => true, 'ItemIds' => id($read)]);
$found = ask('FindItem', [
    'Traversal' => 'Shallow', 'ItemShape' => $shape, 'ParentFolderIds' => known('inbox'),
    'IndexedPageItemView' => ['MaxEntriesReturned' => 1, 'Offset' => 0, 'BasePoint' => 'Beginning'],
])->RootFolder;
told('FindItem', [$found->TotalItemsInView, $found->Items->Message[0]->Subject]);
$news = ask('GetEvents', ['SubscriptionId' => $pull->SubscriptionId, 'Watermark' => $pull->Watermark])->Notification;
told('GetEvents', array_keys((array) $news));
ask('Unsubscribe', ['SubscriptionId' => $pull->SubscriptionId]);
$sync = ask('SyncFolderItems', ['ItemShape' => $shape, 'SyncFolderId' => known('sentitems'), 'MaxChangesReturned' => 10]);
told('SyncFolderItems', [$sync->IncludesLastItemInRange, count($sync->Changes->Create)]);
$names = ask('ResolveNames', ['ReturnFullContactData' => false, 'UnresolvedEntry' => 'user'])->ResolutionSet;
told('ResolveNames', $names->Resolution[0]->Mailbox->EmailAddress);
ask('DeleteItem', ['DeleteType' => 'HardDelete', 'ItemIds' => id($found->Items->Message[0])]);
try {
    $client->GetItem(['ItemShape' => ['BaseShape' => 'Nothing'], 'ItemIds' => id($read)]);
} catch (SoapFault $fault) {
    told('GetItem', [$fault->faultcode, $fault->detail->ResponseCode->enc_value ?? $fault->detail->ResponseCode ?? null]);
}

echo json_encode($answers, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE), "\n";
