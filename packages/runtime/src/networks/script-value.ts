import { WinceError } from '@wince/core';
import { type AnyNode, type Expression, type Node, parse } from 'acorn';

/**
 * The value that a script exports, where it is written out in it: `module.exports = { a: [1, -2], b: "text" }`, wrapped in
 * functions or not. The script is parsed and never run.
 *
 * @param file its name, for messages
 * @throws WinceError `bad-network-file` where it is no script, or exports nothing that is written out
 */
export function scriptValue(script: string, file: string): unknown {
  const open: Node[] = [parsed(script, file)];
  for (let node = open.pop(); node; node = open.pop()) {
    const exported = exportedBy(node);
    const value = exported && literalOf(exported);
    if (value) return value.value;
    open.push(...childrenOf(node));
  }
  throw badScript(file, 'it exports no plain value');
}

function parsed(script: string, file: string): Node {
  try {
    return parse(script, { ecmaVersion: 'latest', sourceType: 'script' });
  } catch (cause) {
    throw badScript(
      file,
      `it is not a script: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    );
  }
}

/** The right side of `X.exports = ...`. */
function exportedBy(node: Node): Expression | undefined {
  if (!isOf(node, 'AssignmentExpression') || node.left.type !== 'MemberExpression') return undefined;
  const { property } = node.left;
  return property.type === 'Identifier' && property.name === 'exports' ? node.right : undefined;
}

/** What an expression stands for without running anything; nothing where that cannot be told. */
function literalOf(node: Expression): { readonly value: unknown } | undefined {
  switch (node.type) {
    case 'Literal':
      return node.regex || node.bigint ? undefined : { value: node.value };
    case 'UnaryExpression': {
      const inner = literalOf(node.argument)?.value;
      // Minifiers write !0 for true.
      if (node.operator === '!' && typeof inner === 'number') return { value: inner === 0 };
      return node.operator === '-' && typeof inner === 'number' ? { value: -inner } : undefined;
    }
    case 'ArrayExpression': {
      const values = node.elements.map((element) =>
        element && element.type !== 'SpreadElement' ? literalOf(element) : undefined,
      );
      return allOf(values, (known) => known.map(({ value }) => value));
    }
    case 'ObjectExpression': {
      const entries = node.properties.map((property) => {
        if (property.type !== 'Property' || property.computed || property.kind !== 'init') return undefined;
        const value = literalOf(property.value);
        const key = property.key.type === 'Identifier' ? property.key.name : literalOf(property.key)?.value;
        return value && key !== undefined ? { key: String(key), value: value.value } : undefined;
      });
      return allOf(entries, (known) => Object.fromEntries(known.map(({ key, value }) => [key, value])));
    }
    default:
      return undefined;
  }
}

function allOf<Item>(
  items: readonly (Item | undefined)[],
  join: (known: readonly Item[]) => unknown,
): { readonly value: unknown } | undefined {
  const known = items.filter((item) => item !== undefined);
  return known.length === items.length ? { value: join(known) } : undefined;
}

function isOf<Type extends AnyNode['type']>(
  node: Node,
  type: Type,
): node is Extract<AnyNode, { type: Type }> {
  return node.type === type;
}

function childrenOf(node: Node): readonly Node[] {
  return Object.values(node).flat().filter(isNode);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}

function badScript(file: string, reason: string, cause?: unknown): WinceError {
  return new WinceError('bad-network-file', `${file}: ${reason}.`, {
    hint: 'A script of a network exports its model.json, or its weights as text in base64.',
    cause,
  });
}
