import { writeFileSync } from "node:fs";

/**
 * Files of any size as IIS lays them out: CRLF, tabs or four blanks, names with letters beyond ASCII at every hundredth site.
 * The same size gives the same bytes. Passwords are made up.
 */

/** The account that every tenth site uses. */
export const account = "FARM\\svc-web";

/**
 * A MetaBase.xml: a server, its root, an application and a pool for each site, about 1.6 KB together.
 *
 * @param {string} path
 * @param {number} sites
 * @param {number} [copies] how many of them hold `account`; left out, every tenth
 */
export function writeMetabase(path, sites, copies = Math.ceil(sites / 10)) {
  const step = Math.max(1, Math.floor(sites / Math.max(copies, 1)));
  const keys = range(sites).map((index) => {
    const id = String(index + 1);
    const isCopy = index % step === 0 && index / step < copies;
    const userName = isCopy ? account : `FARM\\web-${id}`;
    const password = isCopy ? "Copy-Pw" : `Pw-${id}`;
    const host = index % 100 === 0 ? `bücher-${id}.example.org` : `www.site-${id}.example.org`;
    return [
      `<IIsWebServer\tLocation ="/LM/W3SVC/${id}"
\t\tAppPoolId="Pool ${id}"
\t\tLogFileDirectory="D:\\Logs\\${id}"
\t\tServerAutoStart="TRUE"
\t\tServerBindings="10.0.${String((index >> 8) & 255)}.${String(index & 255)}:80:${host}
\t\t\t:80:${host.replace("www.", "")}"
\t\tServerComment="${host}"
\t\tServerSize="1"
\t>
</IIsWebServer>
<IIsWebVirtualDir\tLocation ="/LM/W3SVC/${id}/ROOT"
\t\tAccessFlags="AccessRead | AccessScript"
\t\tAnonymousUserName="${userName}"
\t\tAnonymousUserPass="${password}"
\t\tAppFriendlyName="Default Application"
\t\tAppIsolated="2"
\t\tAppRoot="/LM/W3SVC/${id}/ROOT"
\t\tAuthFlags="AuthAnonymous | AuthNTLM"
\t\tDefaultDoc="Default.htm,Default.asp,index.htm,Default.aspx"
\t\tDirBrowseFlags="DirBrowseShowDate | DirBrowseShowTime | DirBrowseShowSize | EnableDefaultDoc"
\t\tHttpErrors="404,*,FILE,D:\\Sites\\${id}\\404.htm"
\t\tPath="D:\\Sites\\${id}\\wwwroot"
\t>
\t<Custom
\t\tName="UnknownName_${String(45000 + (index % 900))}"
\t\tID="${String(45000 + (index % 900))}"
\t\tValue="customer ${id} &amp; sons"
\t\tType="STRING"
\t\tUserType="IIS_MD_UT_FILE"
\t\tAttributes="INHERIT"
\t/>
</IIsWebVirtualDir>
<IIsWebVirtualDir\tLocation ="/LM/W3SVC/${id}/ROOT/images"
\t\tAccessFlags="AccessRead"
\t\tDontLog="TRUE"
\t\tPath="\\\\files\\images\\${id}"
\t\tUNCPassword="Unc-${id}"
\t\tUNCUserName="FARM\\files-${String(index % 50)}"
\t>
</IIsWebVirtualDir>
<IIsApplicationPool\tLocation ="/LM/W3SVC/AppPools/Pool ${id}"
\t\tAppPoolIdentityType="3"
\t\tWAMUserName="FARM\\pool-${String(index % 200)}"
\t\tWAMUserPass="Pool-${String(index % 200)}"
\t>
</IIsApplicationPool>`,
    ].join("\n");
  });
  const text = `\ufeff<?xml version ="1.0"?>
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">
<MBProperty>
<IIS_Global\tLocation ="."
\t\tChangeNumber="97"
\t>
</IIS_Global>
<IIsWebService\tLocation ="/LM/W3SVC"
\t\tAnonymousUserName="IUSR_WEB01"
\t\tAnonymousUserPass="Iusr-Pw"
\t\tWAMUserName="IWAM_WEB01"
\t\tWAMUserPass="Iwam-Pw"
\t>
</IIsWebService>
<IIsApplicationPools\tLocation ="/LM/W3SVC/AppPools"
\t>
</IIsApplicationPools>
${keys.join("\n")}
</MBProperty>
</configuration>
`;
  writeFileSync(path, text.replaceAll("\n", "\r\n"));
}

/** @param {number} index of a directory of `writeDirectories` */
export function directoryKey(index) {
  return `W3SVC/1/ROOT/d${String(index + 1)}`;
}

/**
 * A MetaBase.xml of one site whose directories each have an anonymous user of their own, and so many the same one: `account`.
 *
 * @param {string} path
 * @param {number} directories
 * @param {number} copies a divisor of that
 */
export function writeDirectories(path, directories, copies) {
  const step = directories / copies;
  const keys = range(directories).map((index) => {
    const id = String(index + 1);
    return `<IIsWebVirtualDir\tLocation ="/LM/${directoryKey(index)}"
\t\tAnonymousUserName="${index % step === 0 ? account : `FARM\\web-${id}`}"
\t\tAnonymousUserPass="${index % step === 0 ? "Copy-Pw" : `Pw-${id}`}"
\t\tPath="D:\\Sites\\1\\d${id}"
\t>
</IIsWebVirtualDir>`;
  });
  const text = `\ufeff<?xml version ="1.0"?>
<configuration xmlns="urn:microsoft-catalog:XML_Metabase_V64_0">
<MBProperty>
<IIsWebService\tLocation ="/LM/W3SVC"
\t>
</IIsWebService>
<IIsWebServer\tLocation ="/LM/W3SVC/1"
\t\tServerBindings=":80:"
\t>
</IIsWebServer>
<IIsWebVirtualDir\tLocation ="/LM/W3SVC/1/ROOT"
\t\tPath="D:\\Sites\\1"
\t>
</IIsWebVirtualDir>
${keys.join("\n")}
</MBProperty>
</configuration>
`;
  writeFileSync(path, text.replaceAll("\n", "\r\n"));
}

/**
 * An applicationHost.config: a site with an application and a directory on a share, a pool, and a location tag for each site,
 * about 1.6 KB together.
 *
 * @param {string} path
 * @param {number} sites
 */
export function writeAppHost(path, sites) {
  const nameOf = (/** @type {number} */ index) =>
    index % 100 === 0 ? `Bücher ${String(index + 1)}` : `Site ${String(index + 1)}`;
  const pools = range(sites).map((index) => {
    const id = String(index + 1);
    return `            <add name="Pool ${id}" autoStart="true" managedRuntimeVersion="v4.0" managedPipelineMode="Integrated">
                <processModel identityType="SpecificUser" userName="FARM\\pool-${String(index % 200)}" password="Pool-${String(index % 200)}" idleTimeout="00:20:00" />
                <recycling logEventOnRecycle="Time, Requests, Memory">
                    <periodicRestart time="1.05:00:00" />
                </recycling>
            </add>`;
  });
  const siteElements = range(sites).map((index) => {
    const id = String(index + 1);
    return `            <site name="${nameOf(index)}" id="${id}" serverAutoStart="true">
                <application path="/" applicationPool="Pool ${id}">
                    <virtualDirectory path="/" physicalPath="D:\\Sites\\${id}\\wwwroot" />
                    <virtualDirectory path="/images" physicalPath="\\\\files\\images\\${id}" userName="FARM\\files-${String(index % 50)}" password="Unc-${id}" />
                </application>
                <application path="/app" applicationPool="Pool ${id}">
                    <virtualDirectory path="/" physicalPath="D:\\Sites\\${id}\\app" />
                </application>
                <bindings>
                    <binding protocol="http" bindingInformation="*:80:www.site-${id}.example.org" />
                    <binding protocol="https" bindingInformation="*:443:www.site-${id}.example.org" sslFlags="1" />
                </bindings>
                <logFile directory="D:\\Logs\\${id}" logExtFileFlags="Date, Time, ClientIP, UserName, ServerIP" />
            </site>`;
  });
  const tags = range(sites).map(
    (index) => `    <location path="${nameOf(index)}" overrideMode="Allow">
        <system.webServer>
            <security>
                <authentication>
                    <anonymousAuthentication enabled="true" userName="${index % 10 === 0 ? account : `FARM\\web-${String(index + 1)}`}" password="Pw-${String(index + 1)}" />
                    <windowsAuthentication enabled="false" />
                </authentication>
            </security>
        </system.webServer>
    </location>`,
  );
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<configuration>
    <system.applicationHost>
        <applicationPools>
${pools.join("\n")}
        </applicationPools>
        <sites>
${siteElements.join("\n")}
        </sites>
    </system.applicationHost>
    <system.webServer>
        <security>
            <authentication>
                <anonymousAuthentication enabled="true" userName="IUSR" />
            </authentication>
        </security>
    </system.webServer>
${tags.join("\n")}
</configuration>
`;
  writeFileSync(path, text.replaceAll("\n", "\r\n"));
}

/** @param {number} count */
function range(count) {
  return Array.from({ length: count }, (_, index) => index);
}
