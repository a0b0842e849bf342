// ews-javascript-api drives the seven operations of MS-OXWSMSG and the six of MS-OXWSCEXT.
"use strict";

const ews = require("ews-javascript-api");
const { XhrApi } = require("@ewsjs/xhr");

const APP_ID = "5c5e1c4e-2b4f-4a5d-9f39-1d2ab1c1e6a1";
const MANIFEST = `<?xml version="1.0" encoding="utf-8"?>
<OfficeApp xmlns="http://schemas.microsoft.com/office/appforoffice/1.1"
           xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="MailApp">
  <Id>${APP_ID}</Id><Version>1.0.0.0</Version><ProviderName>Example</ProviderName>
  <DefaultLocale>en-US</DefaultLocale><DisplayName DefaultValue="Example app"/>
  <Description DefaultValue="Shows an example"/>
</OfficeApp>`;

function connect({ url, auth, user, password, proxy }) {
  const xhr = new XhrApi({ rejectUnauthorized: true });
  if (auth === "ntlm") xhr.useNtlmAuthentication(user, password);
  if (proxy) xhr.useProxy(proxy);
  ews.ConfigurationApi.ConfigureXHR(xhr);
  const service = new ews.ExchangeService(ews.ExchangeVersion.Exchange2013);
  service.Credentials = new ews.WebCredentials(user, password);
  service.Url = new ews.Uri(url + "/EWS/Exchange.asmx");
  return service;
}

async function mail(stage, ask) {
  const service = connect(stage);
  const shape = new ews.PropertySet(ews.BasePropertySet.IdOnly, [ews.ItemSchema.Subject, ews.ItemSchema.Body]);
  const get = async (id) => {
    const found = await ews.EmailMessage.Bind(service, id, shape);
    return { id: found.Id.UniqueId, subject: found.Subject, body: found.Body.Text };
  };

  const draft = new ews.EmailMessage(service);
  draft.Subject = stage.subject || "Lunch ünï"; // the client does not escape it
  draft.Body = new ews.MessageBody(ews.BodyType.Text, "At noon?");
  draft.ToRecipients.Add("friend@example.com");
  await ask("CreateItem", async () => {
    await draft.Save(ews.WellKnownFolderName.Drafts);
    return draft.Id.UniqueId;
  });
  await ask("GetItem", () => get(draft.Id));
  draft.Subject = "Lunch, moved";
  await ask("UpdateItem", async () => {
    await draft.Update(ews.ConflictResolutionMode.AutoResolve);
    return get(draft.Id);
  });
  const copy = await ask("CopyItem", async () => {
    const made = await draft.Copy(ews.WellKnownFolderName.Inbox);
    return made.Id.UniqueId;
  });
  const moved = await ask("MoveItem", async () => {
    const item = await ews.EmailMessage.Bind(service, new ews.ItemId(copy), shape);
    return (await item.Move(ews.WellKnownFolderName.JunkEmail)).Id.UniqueId;
  });
  await ask("SendItem", () => draft.SendAndSaveCopy());
  await ask("DeleteItem", async () => {
    const item = await ews.EmailMessage.Bind(service, new ews.ItemId(moved), shape);
    await item.Delete(ews.DeleteMode.HardDelete);
  });
}

async function apps(stage, ask) {
  const service = connect(stage);
  const token = ews.ClientAccessTokenType.CallerIdentity;
  await ask("GetAppManifests", () => service.GetAppManifests());
  await ask("GetAppMarketplaceUrl", () => service.GetAppMarketplaceUrl());
  await ask("InstallApp", () => service.InstallApp(Buffer.from(MANIFEST).toString("base64")));
  await ask("GetAppManifests", () => service.GetAppManifests());
  await ask("GetClientAccessToken", async () => {
    const answers = await service.GetClientAccessToken([new ews.ClientAccessTokenRequest(APP_ID, token, "")]);
    return answers.Responses.map((answer) => [answer.Id, answer.TokenType, answer.TTL]);
  });
  await ask("DisableApp", () => service.DisableApp(APP_ID, ews.DisableReasonType.OutlookClientPerformance));
  await ask("UninstallApp", () => service.UninstallApp(APP_ID));
}

module.exports = { APP_ID, MANIFEST, connect, mail, apps };
