/** What the tools have in common: arguments, help and errors. */
import { parseArgs, type ParseArgsConfig } from 'node:util';

export class UsageError extends Error {}

export interface Usage<Name extends string, Option extends string, Flag extends string> {
  /** The whole help text. */
  help: string;
  /** All of them are required. */
  positionals: readonly Name[];
  /** Options with a value. */
  options?: readonly Option[];
  flags?: readonly Flag[];
}

export type Arguments<Name extends string, Option extends string, Flag extends string> = Record<
  Name,
  string
> & { [Is in Option]?: string } & { [Is in Flag]?: true };

/** Null where help is asked for. */
export function readArguments<
  const Name extends string,
  const Option extends string = never,
  const Flag extends string = never,
>(
  { positionals: names, options = [], flags = [] }: Usage<Name, Option, Flag>,
  args: readonly string[],
): Arguments<Name, Option, Flag> | null {
  const { values, positionals } = parse(args, options, flags);
  if (values['help'] === true) return null;
  const missing = names.slice(positionals.length);
  if (missing.length > 0) throw new UsageError(`Missing: ${missing.map((name) => `<${name}>`).join(' ')}.`);
  const surplus = positionals.slice(names.length);
  if (surplus.length > 0) throw new UsageError(`Not understood: ${surplus.join(' ')}.`);
  const given = Object.fromEntries(names.map((name, index) => [name, positionals[index]]));
  return { ...values, ...given } as Arguments<Name, Option, Flag>;
}

function parse(args: readonly string[], options: readonly string[], flags: readonly string[]) {
  const known: NonNullable<ParseArgsConfig['options']> = {};
  for (const name of options) known[name] = { type: 'string' };
  for (const name of [...flags, 'help']) known[name] = { type: 'boolean' };
  try {
    return parseArgs({ args: [...args], options: known, allowPositionals: true });
  } catch (error) {
    // Node's own words, without its advice on how to write a positional that begins with a dash.
    throw new UsageError(`${(error as Error).message.split('.')[0] ?? ''}.`);
  }
}

export function chosenFrom<Choice extends string>(
  choices: readonly Choice[],
  text: string,
  what: string,
): Choice {
  const found = choices.find((choice) => choice === text);
  if (found === undefined) throw new UsageError(`${what} is one of ${choices.join(', ')}.`);
  return found;
}

/** Runs a tool to its end: prints help, or what is wrong without a stack trace. */
export async function runTool<Name extends string, Option extends string, Flag extends string>(
  usage: Usage<Name, Option, Flag>,
  main: (args: Arguments<Name, Option, Flag>) => Promise<void> | void,
): Promise<void> {
  try {
    const args = readArguments(usage, process.argv.slice(2));
    if (args === null) console.log(usage.help);
    else await main(args);
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    if (error instanceof UsageError) console.error(`\n${usage.help}`);
    process.exitCode = 1;
  }
}
