/**
 * What a mangled C++ name is read into: parts that print themselves. A declarator stands around the name that it
 * declares (`int (*` name `)(int)`), so every part has text on the left and on the right of it.
 */
export interface Node {
  left(printing: Printing): string;
  right(printing: Printing): string;
  /** Arrays and functions: what points to them goes in parentheses. Of a pack it is the element's. */
  shape?(printing: Printing): Shape;
  /** For references to references, which collapse. */
  reference?(printing: Printing): Reference;
  /** The name that constructors repeat. */
  readonly baseName?: string;
  /** Ends in template arguments. */
  readonly isTemplate?: boolean;
  /** Of expressions: how loosely their operator binds, see Precedence; none binds closest. */
  readonly precedence?: number;
  /** What a parameter pack or an argument pack holds. */
  readonly items?: readonly Node[];
}

type Shape = 'array' | 'function' | undefined;
type Reference = { readonly target: Node; readonly rvalue: boolean } | undefined;

/** A name that can't be read: not C++, malformed, or beyond the bounds. */
export class NotItanium extends Error {}

const MAX_CHARACTERS = 1 << 20;

/** One printing: which element of the packs it stands in, and how much may still be written. */
export class Printing {
  /** Element of the packs inside of the expansion that is being printed; -1 before the first pack is met. */
  packIndex = -1;
  /** How many elements the packs have; -1 where none was met. */
  packLength = -1;
  private characters = 0;

  constructor(
    /** Functions without parameters, return type and qualifiers. */
    readonly bare: boolean,
  ) {}

  text(node: Node): string {
    const text = node.left(this) + node.right(this);
    // Back references double what they name each time.
    if ((this.characters += text.length + 1) > MAX_CHARACTERS) throw new NotItanium();
    return text;
  }

  /** Empty packs leave nothing, not even their comma. */
  list(nodes: readonly Node[]): string {
    return nodes.map((node) => this.text(node)).filter((text) => text !== '').join(', ');
  }
}

const NOTHING = (): string => '';

export function textNode(text: string, baseName = text): Node {
  return { left: () => text, right: NOTHING, baseName };
}

/** A part that stands on the left alone; `more` are its other properties. */
export function prefixNode(left: (printing: Printing) => string, more: Omit<Node, 'left' | 'right'> = {}): Node {
  return { left, right: NOTHING, ...more };
}

export function nestedName(scope: Node, name: Node): Node {
  return prefixNode((printing) => `${printing.text(scope)}::${printing.text(name)}`, name.baseName === undefined ? {} : { baseName: name.baseName });
}

export function withArguments(name: Node, args: readonly Node[]): Node {
  return prefixNode((printing) => printing.text(name) + argumentsText(args, printing), { isTemplate: true, ...(name.baseName === undefined ? {} : { baseName: name.baseName }) });
}

export function argumentsText(args: readonly Node[], printing: Printing): string {
  return `<${printing.list(args)}>`;
}

export function qualified(type: Node, qualifiers: string): Node {
  return qualifiers === '' ? type : { left: (printing) => type.left(printing) + qualifiers, right: (printing) => type.right(printing), shape: (printing) => type.shape?.(printing) };
}

export function pointer(target: Node): Node {
  return { left: (printing) => leftOf(target, '*', printing), right: (printing) => rightOf(target, printing) };
}

export function memberPointer(owner: Node, member: Node): Node {
  return {
    left: (printing) => `${member.left(printing)}${member.shape?.(printing) ? '(' : ' '}${printing.text(owner)}::*`,
    right: (printing) => (member.shape?.(printing) ? ')' : '') + member.right(printing),
  };
}

/** Of a reference to a reference the lesser remains. */
export function reference(target: Node, rvalue: boolean): Node {
  const collapsed = (printing: Printing): { target: Node; rvalue: boolean } => {
    const inner = target.reference?.(printing);
    return inner ? { target: inner.target, rvalue: rvalue && inner.rvalue } : { target, rvalue };
  };
  return {
    left: (printing) => {
      const one = collapsed(printing);
      return leftOf(one.target, one.rvalue ? '&&' : '&', printing);
    },
    right: (printing) => rightOf(collapsed(printing).target, printing),
    reference: collapsed,
  };
}

function leftOf(target: Node, mark: string, printing: Printing): string {
  const text = target.left(printing);
  const shape = target.shape?.(printing);
  return `${text}${shape === 'array' ? ' (' : shape === 'function' ? '(' : ''}${mark}`;
}

function rightOf(target: Node, printing: Printing): string {
  return (target.shape?.(printing) ? ')' : '') + target.right(printing);
}

export function arrayOf(element: Node, size: Node | null): Node {
  return {
    shape: () => 'array',
    left: (printing) => element.left(printing),
    right: (printing) => ` [${size ? printing.text(size) : ''}]${element.right(printing).replace(/^ \[/, '[')}`,
  };
}

export function functionType(result: Node, parameters: readonly Node[], suffix: string): Node {
  return {
    shape: () => 'function',
    left: (printing) => `${result.left(printing)} `,
    right: (printing) => `(${printing.list(parameters)})${result.right(printing)}${suffix}`,
  };
}

/** A function with all that its symbol tells. */
export function functionEncoding(result: Node | null, name: Node, parameters: readonly Node[], suffix: string): Node {
  return prefixNode((printing) => {
    if (printing.bare) return printing.text(name);
    const before = result ? result.left(printing) + (result.right(printing) === '' ? ' ' : '') : '';
    return `${before}${printing.text(name)}(${printing.list(parameters)})${result?.right(printing) ?? ''}${suffix}`;
  });
}

/** What a template parameter stands for that is a pack: in an expansion one of them, else all. */
export function parameterPack(items: readonly Node[]): Node {
  const current = (printing: Printing): Node | undefined => {
    if (printing.packIndex < 0) {
      printing.packIndex = 0;
      printing.packLength = items.length;
    }
    return items[printing.packIndex];
  };
  return { ...standIn(current), items };
}

/** What prints as another part that is only known then. */
export function standIn(meant: (printing: Printing) => Node | undefined): Node {
  return {
    left: (printing) => meant(printing)?.left(printing) ?? '',
    right: (printing) => meant(printing)?.right(printing) ?? '',
    shape: (printing) => meant(printing)?.shape?.(printing),
    reference: (printing) => meant(printing)?.reference?.(printing),
  };
}

/** `pattern...`, once for each element of the packs in it. */
export function expansion(pattern: Node): Node {
  return prefixNode((printing) => {
    const { packIndex, packLength } = printing;
    printing.packIndex = printing.packLength = -1;
    const texts = [printing.text(pattern)];
    if (printing.packLength < 0) texts[0] += '...';
    else if (printing.packLength === 0) texts.pop();
    for (let index = 1; index < printing.packLength; index++) {
      printing.packIndex = index;
      texts.push(printing.text(pattern));
    }
    [printing.packIndex, printing.packLength] = [packIndex, packLength];
    return texts.join(', ');
  });
}

/** `J…E`: all of the pack's arguments, as they stand. */
export function argumentPack(items: readonly Node[]): Node {
  return prefixNode((printing) => printing.list(items), { items });
}
