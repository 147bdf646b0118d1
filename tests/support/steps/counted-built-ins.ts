import { RegExpMachine } from "./regexp-machine";

type Cost = (self: unknown, args: readonly unknown[], result: unknown) => number;

interface Counted {
  readonly owner: object;
  readonly name: PropertyKey;
  readonly cost: Cost;
}

const { indexOf: indexIn } = Array.prototype;

const size = (value: unknown): number =>
  typeof value === "string" || (typeof value === "object" && value !== null && "length" in value)
    ? Number(value.length)
    : 0;
const ofSelf: Cost = (self) => size(self);
const ofResult: Cost = (_, __, result) => size(result);
const ofBoth: Cost = (self, _, result) => size(self) + size(result);
const ofFirst: Cost = (_, [first]) => size(first);
const one: Cost = () => 1;

const forwards: Cost = (self, [, from], result) => {
  const start = typeof from === "number" ? Math.max(0, from < 0 ? size(self) + from : from) : 0;
  return Math.max(0, (Number(result) < 0 ? size(self) : Number(result)) - start);
};
const backwards: Cost = (self, [, from], result) =>
  Math.max(0, (typeof from === "number" ? from : size(self)) - Math.max(0, Number(result)));

function methods(owner: object, costs: Readonly<Record<string, Cost>>): readonly Counted[] {
  return Object.entries(costs).flatMap(([name, cost]) => (name in owner ? [{ owner, name, cost }] : []));
}

function all(cost: Cost, ...names: readonly string[]): Readonly<Record<string, Cost>> {
  return Object.fromEntries(names.map((name) => [name, cost]));
}

const typedArrays = Reflect.getPrototypeOf(Uint8Array.prototype)!;
const iteratorOf = (iterator: object): object => Reflect.getPrototypeOf(iterator)!;

// What V8 does in one call and no block of code shows: each character and element that is read, moved or made. Cutting a
// piece out of a text counts as making it, whatever V8 shares.
const counted: readonly Counted[] = [
  ...methods(String.prototype, {
    indexOf: forwards,
    lastIndexOf: backwards,
    includes: (self, [sought, from], result) =>
      result === true ? forwards(self, [sought, from], String(self).indexOf(String(sought))) : size(self),
    ...all(ofFirst, "startsWith", "endsWith"),
    ...all(ofResult, "slice", "substring", "substr", "repeat", "padStart", "padEnd", "concat"),
    ...all(ofSelf, "trim", "trimStart", "trimEnd", "localeCompare", "normalize"),
    ...all(ofSelf, "toUpperCase", "toLowerCase", "toLocaleUpperCase", "toLocaleLowerCase"),
    ...all(ofBoth, "replace", "replaceAll", "split"),
  }),
  ...methods(Array.prototype, {
    indexOf: forwards,
    lastIndexOf: backwards,
    includes: (self, args, result) =>
      result === true ? Number(Reflect.apply(indexIn, self, [...args])) + 1 : size(self),
    splice: (self, [start]) => Math.max(0, size(self) - Number(start)),
    ...all(
      ofSelf,
      "shift",
      "unshift",
      "reverse",
      "fill",
      "copyWithin",
      "sort",
      "toSorted",
      "toReversed",
      "with",
    ),
    ...all(ofSelf, "map", "filter", "forEach", "flatMap", "reduce", "reduceRight"),
    ...all(ofResult, "slice", "concat", "flat"),
    join: ofBoth,
    push: (_, args) => args.length,
  }),
  ...methods(Array, all(ofResult, "from")),
  ...methods(Object, all(ofResult, "keys", "values", "entries", "getOwnPropertyNames")),
  ...methods(JSON, { parse: ofFirst, stringify: ofResult }),
  ...methods(Buffer, {
    from: (_, [first], result) => (first instanceof ArrayBuffer ? 0 : size(result)),
    concat: ofResult,
    compare: ofFirst,
  }),
  ...methods(Buffer.prototype, {
    ...all(ofResult, "toString"),
    ...all(ofSelf, "equals", "swap16", "fill", "copy", "includes"),
    compare: (_, [target, from = 0, to = size(target)]) => Number(to) - Number(from),
    indexOf: forwards,
    lastIndexOf: backwards,
  }),
  ...methods(typedArrays, { indexOf: forwards, lastIndexOf: backwards }),
  // Spreading, for…of, and every built-in that takes something iterable.
  ...[[][Symbol.iterator](), new Map().entries(), new Set().values(), ""[Symbol.iterator]()].flatMap(
    (iterator) => methods(iteratorOf(iterator), { next: one }),
  ),
];

const machines = new Map<string, RegExpMachine>();

/** Counts what one `exec` does, which every other use of a regular expression calls once it has been replaced. */
function countedExec(native: typeof RegExp.prototype.exec, add: (steps: number) => void) {
  return function exec(this: RegExp, input: unknown): RegExpExecArray | null {
    const text = String(input);
    const name = `/${this.source}/${this.flags}`;
    const machine = machines.get(name) ?? new RegExpMachine(this);
    machines.set(name, machine);
    const from = this.global || this.sticky ? this.lastIndex : 0;
    const result = native.call(this, text);
    const { match, steps } = machine.search(text, from, this.sticky);
    add(steps);
    if (
      result?.index !== match?.index ||
      (result && result.index + result[0].length) !== (match?.end ?? null)
    )
      throw new Error(`The machine that counts the steps of ${name} found something else than V8.`);
    return result;
  };
}

/**
 * Counts the work of built-in functions while `work` runs, and puts everything back.
 *
 * @param add is handed numbers of characters, elements or instructions
 */
export async function countingBuiltIns<Result>(
  add: (steps: number) => void,
  work: () => Result | Promise<Result>,
): Promise<Result> {
  let inside = false;
  const before: (readonly [owner: object, name: PropertyKey, descriptor: PropertyDescriptor])[] = [];
  const replace = (owner: object, name: PropertyKey, by: (native: unknown) => unknown): void => {
    const descriptor = Reflect.getOwnPropertyDescriptor(owner, name);
    if (descriptor === undefined) return;
    before.push([owner, name, descriptor]);
    Object.defineProperty(owner, name, { ...descriptor, value: by(descriptor.value) });
  };
  const guarded = (count: () => number): void => {
    if (inside) return;
    inside = true;
    try {
      add(count());
    } finally {
      inside = false;
    }
  };
  try {
    for (const { owner, name, cost } of counted) {
      replace(
        owner,
        name,
        (native) =>
          function (this: unknown, ...args: unknown[]): unknown {
            const result: unknown = Reflect.apply(native as () => unknown, this, args);
            guarded(() => cost(this, args, result));
            return result;
          },
      );
    }
    replace(RegExp.prototype, "exec", (native) =>
      countedExec(native as typeof RegExp.prototype.exec, (steps) => {
        guarded(() => steps);
      }),
    );
    return await work();
  } finally {
    for (const [owner, name, descriptor] of before) Object.defineProperty(owner, name, descriptor);
  }
}
