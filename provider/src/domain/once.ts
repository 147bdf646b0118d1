/** The same function, which computes its value once for each object, however often it is asked. */
export function once<Key extends object, Value>(make: (from: Key) => Value): (from: Key) => Value {
  const made = new WeakMap<Key, { readonly value: Value }>();
  return (from) => {
    const found = made.get(from) ?? { value: make(from) };
    made.set(from, found);
    return found.value;
  };
}
