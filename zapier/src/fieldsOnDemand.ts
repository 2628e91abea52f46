import type { PlainInputField, PlainOutputField } from 'zapier-platform-core';

/**
 * Fields that the editor asks for when it shows them. What is static in a definition, Zapier's core copies and freezes
 * for every webhook, twice.
 */
function onDemand<Field>(fields: readonly Field[]): (() => Promise<Field[]>)[] {
  return fields.length === 0 ? [] : [() => Promise.resolve([...fields])];
}

interface Step {
  operation: { outputFields?: unknown[] };
}

/** Input fields of triggers stay static: Zapier's editor has dynamic ones in actions only. */
export function withOutputOnDemand<Given extends Step>(step: Given): Given {
  const outputFields = onDemand((step.operation.outputFields ?? []) as PlainOutputField[]);
  return { ...step, operation: { ...step.operation, outputFields } };
}

interface Action extends Step {
  operation: { inputFields?: unknown[]; outputFields?: unknown[] };
}

/** Required input fields stay static: Zapier's checks want one in every action and search. */
export function withFieldsOnDemand<Given extends Action>(action: Given): Given {
  const fields = (action.operation.inputFields ?? []) as PlainInputField[];
  const inputFields = [
    ...fields.filter(({ required }) => required === true),
    ...onDemand(fields.filter(({ required }) => required !== true)),
  ];
  const { operation, ...step } = withOutputOnDemand(action);
  return { ...step, operation: { ...operation, inputFields } } as Given;
}
