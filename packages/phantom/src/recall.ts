/**
 * Remembers what was worked out for an owner under a key, as long as the owner lives: the frames of a clip ask for the same
 * again and again.
 */
export function recall<Value>(): (owner: object, key: string, make: () => Value) => Value {
  const known = new WeakMap<object, Map<string, Value>>();
  return (owner, key, make) => {
    const own = known.get(owner) ?? new Map<string, Value>();
    known.set(owner, own);
    const found = own.get(key);
    if (found !== undefined) return found;
    const made = make();
    own.set(key, made);
    return made;
  };
}
