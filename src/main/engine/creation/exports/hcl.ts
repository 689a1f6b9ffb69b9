/** An expression that is written without quotes, such as a reference. */
export class Expression {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }
}

export type Value =
  | string
  | number
  | boolean
  | Expression
  | readonly Value[]
  | { readonly [name: string]: Value }

/** A block's `values` are its arguments. They come before the nested `blocks`. */
export type Block = {
  readonly type: string
  readonly labels: readonly string[]
  readonly values: Readonly<Record<string, Value>>
  readonly blocks?: readonly Block[]
}

/** Returns blocks as HCL, formatted like `terraform fmt`. */
export function hclText(blocks: readonly Block[]): string {
  return `${blocks.map((block) => lines(block, '').join('\n')).join('\n\n')}\n`
}

function lines({ type, labels, values, blocks = [] }: Block, indent: string): string[] {
  const inner = `${indent}  `
  const head = [type, ...labels.map(quoted)].join(' ')
  const named = aligned(Object.entries(values), ' = ', inner)
  const inside = blocks.map((block) => lines(block, inner))
  if (named.length === 0 && inside.length === 0) return [`${indent}${head} {}`]
  const body = [named, ...inside].filter((part) => part.length > 0)
  return [
    `${indent}${head} {`,
    ...body.flatMap((part, index) => (index === 0 ? part : ['', ...part])),
    `${indent}}`,
  ]
}

/** Aligns the equals signs of consecutive single-line values. */
function aligned(
  entries: readonly (readonly [name: string, value: Value])[],
  sign: string,
  indent: string,
): string[] {
  const written = entries.map(([name, value]) => ({ name, text: valueText(value, indent) }))
  const result: string[] = []
  let group: typeof written = []
  const flush = (): void => {
    const width = Math.max(0, ...group.map(({ name }) => name.length))
    result.push(...group.map(({ name, text }) => `${indent}${name.padEnd(width)}${sign}${text}`))
    group = []
  }
  for (const entry of written) {
    if (!entry.text.includes('\n')) {
      group.push(entry)
      continue
    }
    flush()
    result.push(`${indent}${entry.name}${sign}${entry.text}`)
  }
  flush()
  return result
}

function valueText(value: Value, indent: string): string {
  if (value instanceof Expression) return value.text
  if (typeof value === 'string') return quoted(value)
  if (typeof value !== 'object') return String(value)
  if (isList(value)) return `[${value.map((item) => valueText(item, indent)).join(', ')}]`
  const inner = `${indent}  `
  const entries = Object.entries(value).map(
    ([name, item]) => [/^\w+$/.test(name) ? name : quoted(name), item] as const,
  )
  return ['{', ...aligned(entries, ' = ', inner), `${indent}}`].join('\n')
}

function isList(value: object): value is readonly Value[] {
  return Array.isArray(value)
}

/** Returns a string literal without interpolation. */
function quoted(text: string): string {
  // In a replacement string, `$$` stands for one dollar sign.
  return JSON.stringify(text).replaceAll('${', '$$$${').replaceAll('%{', '%%{')
}
