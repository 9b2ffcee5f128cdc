import { UserError } from '../base/user-error';

/** From the client, so nothing about its shape is certain. */
export type Configuration = Readonly<Record<string, unknown>>;

export function environment(configuration: Configuration): NodeJS.ProcessEnv {
  const given = configuration['env'] ?? {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw new UserError('"env" must be an object: {"NAME": "value"}');
  const env = { ...process.env };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) delete env[name];
    else env[name] = String(value);
  }
  return env;
}

export function text(configuration: Configuration, key: string): string | undefined {
  const value = configuration[key];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new UserError(`"${key}" must be text`);
  return value;
}

export function texts(configuration: Configuration, key: string): string[] {
  const value = configuration[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new UserError(`"${key}" must be a list`);
  return value.map(String);
}

/** Pickers hand numbers over as text. */
export function wholeNumber(configuration: Configuration, key: string): number | undefined {
  const value = configuration[key];
  if (value === undefined || value === null || value === '') return undefined;
  const number = typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : NaN;
  if (!Number.isInteger(number) || number < 0) throw new UserError(`"${key}" must be a whole number`);
  return number;
}
