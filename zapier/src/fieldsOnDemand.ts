import type { PlainInputField, PlainOutputField } from 'zapier-platform-core';

interface Step {
  operation: { inputFields?: unknown[]; outputFields?: unknown[] };
}

/**
 * A step whose fields the editor asks for when it shows them. What is static in a definition, Zapier's core copies and
 * freezes for every webhook, twice. Required fields stay static: Zapier's checks want one in every action and search.
 */
export function withFieldsOnDemand<Given extends Step>(step: Given): Given {
  const { inputFields = [], outputFields = [] } = step.operation;
  const isRequired = (field: unknown) => (field as PlainInputField).required === true;
  const optional = inputFields.filter((field) => !isRequired(field)) as PlainInputField[];
  return {
    ...step,
    operation: {
      ...step.operation,
      inputFields: [...inputFields.filter(isRequired), ...onDemand(optional)],
      outputFields: onDemand(outputFields as PlainOutputField[]),
    },
  };
}

function onDemand<Field>(fields: Field[]): (() => Promise<Field[]>)[] {
  return fields.length === 0 ? [] : [() => Promise.resolve(fields)];
}
