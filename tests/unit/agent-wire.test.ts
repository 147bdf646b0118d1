import fc from "fast-check";
import { crc32 } from "node:zlib";
import { parseLocation, Secret, settingTable } from "../../provider/src/domain";
import type { AgentRequest } from "../../provider/src/agent/agent-messages";
import { AnswerDecoder } from "../../provider/src/agent/decode-answers";
import { encodeBatch } from "../../provider/src/agent/encode-batch";
import { decodeFrame, encodeFrame } from "../../provider/src/agent/frame";
import { decodeText, encodeText } from "../../provider/src/agent/wire-text";

const print = "0".repeat(64);

/** The settings of a key of which the first three are given: as many fields as there are names. */
function settings(...given: readonly string[]): string {
  return Object.keys(settingTable)
    .map((_, index) => given[index] ?? "-")
    .join(" ");
}
const noSettings = settings();

/** Frames by other means than the code under test. */
function lines(...payloads: readonly string[]): string {
  return payloads
    .map((payload, number) => {
      const sum = crc32(`${String(number)} ${payload}`)
        .toString(16)
        .padStart(8, "0");
      return `~${String(number)} ${String(payload.length)} ${sum} ${payload}\r\n`;
    })
    .join("");
}

function decoderOf(requests: readonly AgentRequest[]): AnswerDecoder {
  const decoder = new AnswerDecoder();
  decoder.ask({ nonce, requests });
  return decoder;
}

function decode(requests: readonly AgentRequest[], text: string): AnswerDecoder {
  const decoder = decoderOf(requests);
  decoder.push(text);
  return decoder;
}

const protocol = expect.objectContaining({ code: "E_PROTOCOL" });
const snapshot: AgentRequest = {
  type: "snapshot",
  under: parseLocation("W3SVC"),
  locations: [parseLocation("W3SVC/2"), parseLocation("LM")],
  reveal: false,
};
const observe: AgentRequest = { type: "observe", locations: [parseLocation("W3SVC/1")], reveal: true };
const save: AgentRequest = { type: "save" };
const hello = "hello 1 10 0123abcd";
const nonce = "00ff";
const server = `server ${nonce} =WEB01 6`;

describe("a text on the wire", () => {
  test.each([
    ["", "="],
    ["IUSR_WEB01", "=IUSR_WEB01"],
    ["WEBFARM\\svc", "=WEBFARM\\svc"],
    ["a b ", "=a%0020b%0020"],
    ["%PATH%", "=%0025PATH%0025"],
    ['"^=\r\n', "=%0022%005e%003d%000d%000a"],
    ["\u00fc\u5bc6\ud83d\udd11\ud800", "=%00fc%5bc6%d83d%dd11%d800"],
  ])("%j is %s", (text, field) => {
    expect(encodeText(text)).toBe(field);
    expect(decodeText(field)).toBe(text);
  });

  test.each(["", "-", "a", "=a b", "=%00", "=%00FC", "=\u00fc", "=%0041", "=a\n", "==", "=%zzzz"])(
    "%j is not one",
    (field) => {
      expect(decodeText(field)).toBeUndefined();
    },
  );

  test("any UTF-16 text comes back, through nothing but letters, digits and seven signs", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        const field = encodeText(text);
        expect(field).toMatch(/^=[0-9A-Za-z_./\\%-]*$/);
        expect(decodeText(field)).toBe(text);
      }),
    );
  });
});

describe("a frame", () => {
  const frame = encodeFrame(7, "answer 0 save 00000000");

  test("is one line with number, length and checksum", () => {
    expect(`${frame}\r\n`).toBe(
      lines("", "", "", "", "", "", "", "answer 0 save 00000000").split(/(?<=\n)/)[7],
    );
    expect(decodeFrame(7, frame)).toBe("answer 0 save 00000000");
  });

  test("that is changed in any one character, cut, or joined is refused", () => {
    fc.assert(
      fc.property(fc.nat(frame.length - 1), fc.integer({ min: 0, max: 255 }), (at, unit) => {
        const changed = frame.slice(0, at) + String.fromCharCode(unit) + frame.slice(at + 1);
        fc.pre(changed !== frame);
        expect(() => decodeFrame(7, changed)).toThrow(protocol);
        expect(() => decodeFrame(7, frame.slice(0, at))).toThrow(protocol);
        expect(() => decodeFrame(7, frame.slice(0, at + 1) + frame)).toThrow(protocol);
      }),
    );
  });
});

describe("a batch", () => {
  test("is a header, the requests with their locations, and an end", () => {
    const text = encodeBatch({
      server: undefined,
      key: print,
      nonce,
      requests: [
        snapshot,
        observe,
        { type: "backup", name: "iis-identity", keep: 10 },
        {
          type: "apply",
          location: parseLocation("W3SVC/1"),
          kind: "unc",
          expected: { userName: "a b", password: print },
          userName: { remove: true },
          password: { set: new Secret("p w") },
        },
        {
          type: "apply",
          location: parseLocation("W3SVC/1"),
          kind: "wam",
          expected: { userName: undefined, password: "" },
          userName: { set: "" },
        },
        save,
        { type: "pools" },
        { type: "examine" },
        { type: "echo", text: "a " },
      ],
    });
    expect(text).toBe(
      lines(
        `batch 1 =localhost ${print} ${nonce}`,
        "snapshot =/LM/W3SVC 0",
        "location =/LM/W3SVC/2",
        "location =/LM",
        "observe 1",
        "location =/LM/W3SVC/1",
        "backup =iis-identity 10",
        `apply =/LM/W3SVC/1 unc =a%0020b =${print} - =p%0020w`,
        "apply =/LM/W3SVC/1 wam - = = .",
        "save",
        "pools",
        "examine",
        "echo =a%0020",
        "end 9",
      ),
    );
  });

  test.each(["", "a/b", "a b", "-s:x", ".", "web01;", "web01\n", "w\u00fc", "web01."])(
    "names no server %j",
    (name) => {
      expect(() => encodeBatch({ server: name, key: print, nonce, requests: [] })).toThrow(
        expect.objectContaining({ code: "E_INPUT" }),
      );
    },
  );

  test.each(["", "a.b", "a*", "..", "a\\b", "a".repeat(81)])("makes no backup %j", (name) => {
    expect(() =>
      encodeBatch({ server: undefined, key: print, nonce, requests: [{ type: "backup", name, keep: 1 }] }),
    ).toThrow(expect.objectContaining({ code: "E_INPUT" }));
  });
});

describe("the agent's answers", () => {
  const whole = lines(
    hello,
    `server ${nonce} =WEB01 -`,
    `key 0 =/LM/W3SVC/1 =IIsWebServer i=a%0020b oplain:${print} - - - iempty ${settings("=2", "-", "=true")} -`,
    `key 0 =/LM = - - - - - - ${noSettings} key:80070005`,
    "missing 0 =/LM/W3SVC/2",
    "answer 0 snapshot 00000000",
    `key 1 =/LM/W3SVC/1 =IIsWebServer - oplain:${print}=p%0020w i= isealed-empty:${print} - - ${noSettings} UNCUserName:80070005`,
    "answer 1 observe 00000000",
    "answer 2 backup 00000000 =C%003a\\x 2",
    "answer 3 apply 80070005 refused",
    "pool 4 =/LM/W3SVC/AppPools/a 4",
    "answer 4 pools 00000000",
    "finding 5 =a%0020b =",
    "answer 5 examine 00000000",
    "answer 6 save 80070094",
    "done 7",
  );
  const requests: readonly AgentRequest[] = [
    snapshot,
    observe,
    { type: "backup", name: "a", keep: 1 },
    {
      type: "apply",
      location: parseLocation("W3SVC/1"),
      kind: "unc",
      expected: { userName: undefined, password: undefined },
    },
    { type: "pools" },
    { type: "examine" },
    save,
  ];

  test("are reported as what they are, in whatever pieces they come", () => {
    const all = decode(requests, whole);
    expect(all.done).toBe(true);
    expect(all.greeting).toEqual({ version: 1, length: 10, checksum: "0123abcd" });
    expect(all.server).toEqual({ machine: "WEB01", majorVersion: undefined });
    expect(all.answers).toEqual([
      {
        type: "snapshot",
        hresult: 0,
        keys: [
          {
            location: "/LM/W3SVC/1",
            keyType: "IIsWebServer",
            own: {
              anonymous: {
                userName: { value: "a b", inheritable: true },
                password: { value: { state: "comparable", fingerprint: print }, inheritable: false },
              },
              unc: { password: { value: { state: "empty" }, inheritable: true } },
            },
            settings: { AppPoolIdentityType: "2", IIs5IsolationModeEnabled: "true" },
          },
          {
            location: "/LM",
            keyType: "",
            own: {},
            settings: {},
            unreadable: "The key can't be read there (0x80070005).",
          },
        ],
        missing: ["/LM/W3SVC/2"],
      },
      {
        type: "observe",
        hresult: 0,
        keys: [
          {
            location: "/LM/W3SVC/1",
            keyType: "IIsWebServer",
            own: {
              anonymous: {
                password: {
                  value: { state: "comparable", fingerprint: print, text: new Secret("p w") },
                  inheritable: false,
                },
              },
              wam: {
                userName: { value: "", inheritable: true },
                password: {
                  value: { state: "opaque", reason: "sealed-empty", fingerprint: print },
                  inheritable: true,
                },
              },
            },
            settings: {},
            unreadable: "UNCUserName can't be read there (0x80070005).",
          },
        ],
        missing: [],
      },
      { type: "backup", hresult: 0, where: "C:\\x", notRemoved: 2 },
      { type: "apply", hresult: 0x80070005, outcome: "refused" },
      { type: "pools", hresult: 0, pools: [{ location: "/LM/W3SVC/AppPools/a", state: 4 }] },
      { type: "examine", hresult: 0, findings: [{ name: "a b", value: "" }] },
      { type: "save", hresult: 0x80070094 },
    ]);
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 20 }), (cuts) => {
        const decoder = decoderOf(requests);
        const places = [0, ...cuts.sort((left, right) => left - right), whole.length];
        places.slice(1).forEach((end, index) => {
          decoder.push(whole.slice(places[index], end));
        });
        expect(decoder.done).toBe(true);
        expect(decoder.answers).toEqual(all.answers);
      }),
    );
  });

  test("that break off anywhere are never taken for whole, and what was complete stays", () => {
    fc.assert(
      fc.property(fc.nat(whole.length - 1), (end) => {
        const decoder = decode(requests, whole.slice(0, end));
        expect(decoder.done).toBe(false);
        const complete = whole.slice(0, end).split("\n").slice(0, -1);
        expect(decoder.answers).toHaveLength(complete.filter((line) => line.includes(" answer ")).length);
      }),
    );
  });

  test("of which a line is left out, repeated, moved or put in are refused", () => {
    const all = whole.split(/(?<=\n)/);
    fc.assert(
      fc.property(
        fc.nat(all.length - 1),
        fc.nat(all.length - 1),
        fc.constantFrom("out", "again", "moved", "junk"),
        (from, to, how) => {
          const changed = [...all];
          const [line = ""] = how === "out" || how === "moved" ? changed.splice(from, 1) : [all[from]];
          if (how !== "out") changed.splice(to, 0, how === "junk" ? "Microsoft Windows\r\n" : line);
          fc.pre(changed.join("") !== whole);
          // Without the last line it broke off, which the caller sees.
          fc.pre(!whole.startsWith(changed.join("")));
          expect(() => decode(requests, changed.join(""))).toThrow(protocol);
        },
      ),
    );
  });

  test.each<readonly [string, readonly AgentRequest[], readonly string[]]>([
    ["anything before the greeting", [], [server]],
    ["a greeting with more", [], [`${hello} 1`]],
    ["no machine", [], [hello, "answer 0 save 00000000"]],
    ["an answer to what was not asked", [], [hello, server, "answer 0 save 00000000"]],
    ["an answer to something else", [save], [hello, server, "answer 0 pools 00000000"]],
    ["an answer out of order", [save, save], [hello, server, "answer 1 save 00000000"]],
    ["a wrong count", [save], [hello, server, "answer 0 save 00000000", "done 2"]],
    ["the end before the answers", [save], [hello, server, "done 1"]],
    ["more than the end", [], [hello, server, "done 0", "done 0"]],
    ["an HRESULT that is none", [save], [hello, server, "answer 0 save 0"]],
    ["an answer with more", [save], [hello, server, "answer 0 save 00000000 x"]],
    ["a batch that did not arrive whole", [save], [hello, "fault"]],
    ["an outcome that is none", [requests[3]!], [hello, server, "answer 0 apply 00000000 done"]],
    [
      "a location that was not asked for",
      [observe],
      [hello, server, "missing 0 =/LM/W3SVC/2", "answer 0 observe 00000000"],
    ],
    ["a location that is none", [observe], [hello, server, "missing 0 =/LM//x"]],
    ["no word of a location that was asked for", [observe], [hello, server, "answer 0 observe 00000000"]],
    [
      "a location twice",
      [observe],
      [hello, server, "missing 0 =/LM/W3SVC/1", "missing 0 =/LM/w3svc/1", "answer 0 observe 00000000"],
    ],
    [
      "a key outside of what was asked",
      [snapshot],
      [
        hello,
        server,
        `key 0 =/LM/X =y - - - - - - ${noSettings} -`,
        "missing 0 =/LM",
        "missing 0 =/LM/W3SVC/2",
        "answer 0 snapshot 00000000",
      ],
    ],
    [
      "a key with a field too few",
      [snapshot],
      [hello, server, `key 0 =/LM/W3SVC =y - - - - - - ${noSettings}`],
    ],
    [
      "a text that was not asked for",
      [snapshot],
      [hello, server, `key 0 =/LM/W3SVC =y - iplain:${print}=x - - - - ${noSettings} -`],
    ],
    [
      "no text though it was asked for",
      [observe],
      [hello, server, `key 0 =/LM/W3SVC/1 =y - iplain:${print} - - - - ${noSettings} -`],
    ],
    [
      "a text of a sealed value",
      [observe],
      [hello, server, `key 0 =/LM/W3SVC/1 =y - isealed:${print}=x - - - - ${noSettings} -`],
    ],
    [
      "a state that does not exist",
      [observe],
      [hello, server, `key 0 =/LM/W3SVC/1 =y - inone:${print} - - - - ${noSettings} -`],
    ],
    [
      "a value without its flag",
      [snapshot],
      [hello, server, `key 0 =/LM/W3SVC =y =a - - - - - ${noSettings} -`],
    ],
    ["a pool where none was asked for", [save], [hello, server, "pool 0 =/LM/x 1"]],
    ["a sign of life before the greeting", [save], ["alive", hello]],
    ["a sign of life with more", [save], [hello, "alive 1"]],
    [
      "a half that could not be read, without a reason",
      [observe],
      [hello, server, `key 0 =/LM/W3SVC/1 =y i? - - - - - ${noSettings} -`],
    ],
  ])("with %s are refused", (_, asked, payloads) => {
    expect(() => decode(asked, lines(...payloads))).toThrow(protocol);
  });

  test("show which halves a key sets that could not be read, and their places in the lists", () => {
    const key = `key 0 =/LM/W3SVC = i3? o0? - - i12=u i4plain:${print} ${settings("?")} key:80070005`;
    const whole = lines(
      hello,
      server,
      key,
      "missing 0 =/LM",
      "missing 0 =/LM/W3SVC/2",
      "answer 0 snapshot 00000000",
    );
    expect(decode([snapshot], whole).answers).toMatchObject([
      {
        keys: [
          {
            own: { unc: { userName: { value: "u", inheritable: true }, password: {} } },
            settings: {},
            unclear: { anonymous: ["userName", "password"] },
            unclearSettings: ["AppPoolIdentityType"],
            listed: { anonymous: { userName: 3, password: 0 }, unc: { userName: 12, password: 4 } },
            unreadable: "The key can't be read there (0x80070005).",
          },
        ],
      },
    ]);
  });

  test("go on after signs of life, wherever they are", () => {
    const whole = lines(
      hello,
      "alive",
      "alive",
      server,
      "alive",
      "answer 0 save 00000000",
      "alive",
      "done 1",
    );
    expect(decode([save], whole)).toMatchObject({ done: true, answers: [{ type: "save", hresult: 0 }] });
  });

  test("report a pool without a state", () => {
    const whole = lines(hello, server, "pool 0 =/LM/W3SVC/AppPools/a -", "answer 0 pools 00000000", "done 1");
    expect(decode([{ type: "pools" }], whole).answers).toMatchObject([{ pools: [{ state: undefined }] }]);
  });

  test("report a key at an impossible path without a guess what it holds", () => {
    const key = `key 0 =/LM/W3SVC/a%0009b =y i=u iplain:${print} - - - - ${noSettings} -`;
    const whole = lines(hello, server, key, "missing 0 =/LM/W3SVC/1", "answer 0 snapshot 00000000", "done 1");
    const [answer] = decode([{ ...snapshot, locations: [parseLocation("W3SVC/1")] }], whole).answers;
    expect(answer).toMatchObject({
      keys: [
        {
          location: "/LM/W3SVC/a\ufffdb",
          unreadable: "Its path contains something that no location can contain.",
        },
      ],
    });
  });

  test("without a line's end are refused before they fill the memory", () => {
    expect(() => decode([], "~".repeat((16 << 20) + 1))).toThrow(protocol);
  });

  test("that failed may leave locations out", () => {
    const { answers } = decode([snapshot], lines(hello, server, "answer 0 snapshot 80070005"));
    expect(answers).toEqual([{ type: "snapshot", hresult: 0x80070005, keys: [], missing: [] }]);
  });
});
