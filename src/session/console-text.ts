import type { Protocol } from 'devtools-protocol';

/** What a page wrote with `console`, as one text: `%s` and its like filled in (Console Standard, 2.2), objects by their preview. */
export function consoleText([first, ...rest]: readonly Protocol.Runtime.RemoteObject[]): string {
  if (first === undefined) return '';
  const left = [...rest];
  const head = first.type === 'string' ? String(first.value).replace(/%([sdifoOc%])/g, (whole, kind: string) => filledIn(whole, kind, left)) : valueText(first);
  return [head, ...left.map(valueText)].join(' ');
}

function filledIn(whole: string, kind: string, left: Protocol.Runtime.RemoteObject[]): string {
  if (kind === '%') return '%';
  const argument = left.shift();
  if (argument === undefined) return whole;
  if (kind === 'c') return '';
  const number = Number(argument.unserializableValue ?? argument.value);
  return kind === 'd' || kind === 'i' ? String(Math.trunc(number)) : kind === 'f' ? String(number) : valueText(argument);
}

function valueText({ type, value, unserializableValue, description, preview, subtype }: Protocol.Runtime.RemoteObject): string {
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === 'object' && preview && subtype !== 'error' && subtype !== 'null') return previewText(preview);
  return description ?? (value === undefined ? type : String(value));
}

function previewText({ subtype, description, properties, overflow }: Protocol.Runtime.ObjectPreview): string {
  const isList = subtype === 'array' || subtype === 'typedarray';
  const shown = properties.map(({ name, value = '…', type }) => `${isList && /^\d+$/.test(name) ? '' : `${name}: `}${type === 'string' ? `'${value}'` : value}`);
  const body = [...shown, ...(overflow ? ['…'] : [])].join(', ');
  if (isList) return `[${body}]`;
  return `${description === undefined || description === 'Object' ? '' : `${description} `}{${body}}`;
}
