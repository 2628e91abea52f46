import * as ts from 'typescript';

/** What n8n gives to every expression, and what JavaScript does. */
const given = new Set(
  [
    '$',
    '$json',
    '$now',
    '$execution',
    '$workflow',
    '$itemIndex',
    '$runIndex',
    'DateTime',
    'undefined',
  ].concat(Object.getOwnPropertyNames(globalThis)),
);

/** The names that an n8n parameter reads and nothing declares; n8n takes them for undefined, without an error. */
export function freeNames(parameter: string): string[] {
  const expressions = [...parameter.matchAll(/\{\{(.*?)\}\}(?!\})/gs)].map(
    ([, expression = '']) => expression,
  );
  return expressions.flatMap((expression) => {
    const file = ts.createSourceFile('expression.ts', `(${expression})`, ts.ScriptTarget.Latest);
    return free(file, given);
  });
}

function free(node: ts.Node, known: ReadonlySet<string>): string[] {
  if (ts.isArrowFunction(node)) {
    return free(node.body, new Set([...known, ...node.parameters.flatMap(({ name }) => declared(name))]));
  }
  if (ts.isPropertyAccessExpression(node)) return free(node.expression, known);
  if (ts.isPropertyAssignment(node)) return free(node.initializer, known);
  if (ts.isShorthandPropertyAssignment(node)) return free(node.name, known);
  if (ts.isIdentifier(node)) return known.has(node.text) ? [] : [node.text];
  const found: string[] = [];
  ts.forEachChild(node, (child) => {
    found.push(...free(child, known));
  });
  return found;
}

function declared(name: ts.BindingName): string[] {
  if (ts.isIdentifier(name)) return [name.text];
  return name.elements.flatMap((element) => (ts.isOmittedExpression(element) ? [] : declared(element.name)));
}
