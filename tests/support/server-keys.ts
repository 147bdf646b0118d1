import type { KeyElement } from "./metabase-folder";

/** The passwords that the sample server's file holds, each of them only where its name says. */
export const stored = {
  service: "Service-8d1f",
  web: "Web-5f0c",
  intranet: "Intranet-77ab",
  ftp: "Ftp-19e3",
} as const;

const pair = (userName: string, password: string) => ({
  AnonymousUserName: userName,
  AnonymousUserPass: password,
});

/** A small server: a service with its own account, two sites of which one inherits in part, a pool, an FTP site. */
export const serverKeys: readonly KeyElement[] = [
  {
    location: "/LM/MSFTPSVC",
    type: "IIsFtpService",
    attributes: { AnonymousPasswordSync: "FALSE", ...pair("IUSR_FTP", stored.ftp) },
  },
  {
    location: "/LM/W3SVC",
    type: "IIsWebService",
    attributes: { ...pair("IUSR_BASE", stored.service), AppIsolated: "0" },
  },
  { location: "/LM/W3SVC/1", type: "IIsWebServer", attributes: { ServerComment: "www &amp; shop" } },
  {
    location: "/LM/W3SVC/1/ROOT",
    attributes: {
      AccessFlags: "AccessRead | AccessScript",
      ...pair("WEBFARM\\svc-web", stored.web),
      Path: "D:\\Sites\\www",
    },
  },
  { location: "/LM/W3SVC/1/ROOT/docs", attributes: { Path: "D:\\Sites\\docs" } },
  {
    location: "/LM/W3SVC/1/ROOT/shop",
    attributes: { ...pair("WEBFARM\\svc-web", stored.web), Path: "D:\\Sites\\shop" },
  },
  { location: "/LM/W3SVC/2", type: "IIsWebServer", attributes: { ServerComment: "Intranet" } },
  {
    location: "/LM/W3SVC/2/ROOT",
    attributes: { ...pair("WEBFARM\\svc-intranet", stored.intranet), Path: "D:\\Sites\\intranet" },
  },
  {
    location: "/LM/W3SVC/AppPools/ShopPool",
    type: "IIsApplicationPool",
    attributes: { AppPoolIdentityType: "2" },
  },
];
