import { readAppHost } from "../../provider/src/apphost";
import { parseLocation, type SettingName } from "../../provider/src/domain";
import { viewWith } from "../../provider/src/drift";
import { appHostSnapshot } from "../../provider/src/stores/apphost-snapshot";
import { storedPassword } from "../../provider/src/stores/stored-password";
import {
  anonymousOf,
  applicationOf,
  bytesOf,
  configOf,
  directoryOf,
  hostOf,
  siteOf,
  tagOf,
} from "../support/iis7-config";

const view = viewWith(
  appHostSnapshot(
    readAppHost(
      bytesOf(
        configOf(
          hostOf(
            "<applicationPools>",
            '<add name="Own"><processModel identityType="SpecificUser"/></add><add name="Usual"/>',
            "</applicationPools><sites>",
            siteOf(
              "Shop",
              1,
              applicationOf(
                "/",
                directoryOf("/", 'logonMethod="Batch"'),
                '<virtualDirectory path="/none"/>',
                '<virtualDirectoryDefaults logonMethod="Network"/>',
              ),
              '<application path="/app" applicationPool="Own"><virtualDirectory path="/" physicalPath="D:\\app"/></application>',
              '<bindings><binding protocol="ftp" bindingInformation="*:21:"/><binding protocol="http" bindingInformation="*:80:"/></bindings>',
            ),
            '<applicationDefaults applicationPool="Usual"/>',
            '<virtualDirectoryDefaults physicalPath="D:\\all"/></sites>',
          ),
          tagOf("Shop/app", anonymousOf('enabled="false" logonMethod="Batch"')),
        ),
      ),
    ),
    undefined,
    (text) => storedPassword(text, false),
  ),
  [],
);

const root = "/LM/W3SVC/1/ROOT";

test.each<[location: string, setting: SettingName, value: string | undefined, from: string]>([
  ["/LM/W3SVC/AppPools/Own", "AppPoolIdentityType", "SpecificUser", "/LM/W3SVC/AppPools/Own"],
  ["/LM/W3SVC/AppPools/Usual", "AppPoolIdentityType", "ApplicationPoolIdentity", "default"],
  [`${root}/app/deep`, "AllowAnonymous", "false", `${root}/app`],
  [root, "AllowAnonymous", "true", "default"],
  [`${root}/app/deep`, "LogonMethod", "Batch", `${root}/app`],
  [root, "LogonMethod", undefined, ""],
  [`${root}/app/deep`, "AppPoolId", "Own", `${root}/app`],
  [`${root}/none`, "AppPoolId", "Usual", root],
  [root, "DirectoryLogonMethod", "Batch", root],
  [`${root}/none`, "DirectoryLogonMethod", "Network", `${root}/*`],
  [`${root}/app`, "DirectoryLogonMethod", undefined, ""],
  [`${root}/none`, "Path", "D:\\all", "/LM/W3SVC"],
  [`${root}/app`, "Path", "D:\\app", `${root}/app`],
  ["/LM/W3SVC/1", "ServerBindings", ":80:", "/LM/W3SVC/1"],
  ["/LM/W3SVC/1", "FtpBindings", ":21:", "/LM/W3SVC/1"],
  [root, "FtpBindings", undefined, ""],
])("of an applicationHost.config, %s %s is %s, from %s", (location, setting, value, from) => {
  const found = view.effectiveSetting(parseLocation(location), setting);
  expect([found?.value, found?.from ?? ""]).toEqual([value, from]);
});
