import { useEffect, useLayoutEffect, useRef } from 'react';

/**
 * Hears keys of the whole page, unless somebody writes, chooses from a list, or holds a key of the browser.
 *
 * @param onKey is the one of the picture that is on the screen: a key that follows another at once counts for what is seen
 */
export function useKeys(onKey: (event: KeyboardEvent) => void): void {
  const newest = useRef(onKey);
  useLayoutEffect(() => {
    newest.current = onKey;
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (!isTaken(event)) newest.current(event);
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
}

function isTaken({ target, ctrlKey, altKey, metaKey }: KeyboardEvent): boolean {
  const isTyping = target instanceof HTMLInputElement && !['radio', 'range'].includes(target.type);
  return isTyping || target instanceof HTMLSelectElement || ctrlKey || altKey || metaKey;
}
