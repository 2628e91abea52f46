import type { INodeProperties } from 'n8n-workflow';
import { htmlOf } from '../text.ts';

interface SecretFacts {
  name: string;
  label: string;
  help: string;
  placeholder?: string;
  optional?: boolean;
}

/** A field that nobody can read over the user's shoulder. */
export function secretField({ name, label, help, placeholder, optional }: SecretFacts): INodeProperties {
  return {
    displayName: label,
    name,
    type: 'string',
    typeOptions: { password: true },
    default: '',
    description: htmlOf(help),
    ...(optional !== true && { required: true }),
    ...(placeholder !== undefined && { placeholder }),
  };
}
