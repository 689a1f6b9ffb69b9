/** Texts that must never come back in a reply. */
export const canaries = [
  '/home/canary/.aws/credentials',
  'AKIACANARYCANARY0001',
  'canary/secret+key',
] as const

const texts: readonly string[] = [
  ...canaries,
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202Egpj.exe',
  '\uD800',
  '\uFFFF\uFEFF',
  '../../../etc/passwd',
  '..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  '//server/share',
  'C:\\canary',
  'https://evil.example/',
  'http://169.254.169.254/latest/meta-data/',
  'javascript:alert(1)',
  '<img src=x onerror=alert(1)>',
  '__proto__',
  'constructor',
  'toString',
  "' OR 1=1; DROP TABLE jobs; --",
  '%s%s%n',
  '${canary}',
  '{"__proto__":{"isAdmin":true}}',
  'line\r\nx-amz-acl: public-read',
  '9007199254740993',
  '-1',
  '1e400',
  'NaN',
  'null',
  'true',
  '3f0f6f0e-6b0f-4a3e-8f2e-0a4c5c6f7a11',
  '2026-13-45T99:99:99Z',
  `${'a'.repeat(30_000)}!`,
  'e\u0301'.repeat(20_000),
  '👨‍👩‍👧'.repeat(5_000),
]

const numbers: readonly number[] = [
  0,
  -0,
  -1,
  0.5,
  1e-300,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 53,
  -(2 ** 53) - 2,
  1e308,
  65_536,
]

const names = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'valueOf',
  'then',
  'length',
  'toJSON',
  '',
  ...canaries,
]

/** Made once, because setting the length of an array allocates it. */
const sparse: unknown[] = []
sparse.length = 100_000

/** More names than any object may have. */
const manyNames = Array.from({ length: 1_500 }, (_, n) => [`n${n}`, n] as [string, unknown])

/** Values that a structured clone can contain, but JSON cannot. */
const unusual: readonly (() => unknown)[] = [
  () => undefined,
  () => Number.NaN,
  () => Number.POSITIVE_INFINITY,
  () => 1n,
  () => new Date(Number.NaN),
  () => new Map([[canaries[0], canaries[1]]]),
  () => new Set(canaries),
  () => new Uint8Array(1_000),
  () => /(a+)+$/,
  () => new Error(canaries[2]),
  () => Object.assign(Object.create(null) as object, { queue: 'demo' }),
  () => {
    const loop: unknown[] = []
    loop.push(loop, { loop })
    return loop
  },
  () => sparse,
]

/** Random inputs for a call, always the same for a seed: valid ones with one or more faults, and arbitrary ones. */
export class HostileInputs {
  #state: number
  readonly #onlyJson: boolean

  /** With `onlyJson`, only values that JSON can represent. */
  constructor(seed: number, { onlyJson = false }: { readonly onlyJson?: boolean } = {}) {
    this.#state = seed >>> 0
    this.#onlyJson = onlyJson
  }

  /** Returns another input, made from a valid one. */
  next(valid: unknown): unknown {
    let input = this.#integer(10) === 0 ? this.#value(0) : structuredClone(valid)
    for (let faults = 1 + this.#integer(3); faults > 0; faults -= 1) input = this.#spoil(input, 0)
    return input
  }

  /** Returns a number from 0 to 1, using the mulberry32 algorithm. */
  #random(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  #integer(below: number): number {
    return Math.floor(this.#random() * below)
  }

  /** Returns 20, or rarely `most`, which exceeds the limits. */
  #many(most: number): number {
    return this.#integer(50) === 0 ? most : 20
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#integer(items.length)] as T
  }

  /** Changes one value at a random depth. */
  #spoil(input: unknown, depth: number): unknown {
    if (typeof input !== 'object' || input === null || depth > 5) return this.#value(depth)
    const isPlain = Array.isArray(input) || Object.getPrototypeOf(input) === Object.prototype
    if (!isPlain) return this.#value(depth)
    return Array.isArray(input) ? this.#spoilList(input, depth) : this.#spoilObject(input, depth)
  }

  #spoilList(list: unknown[], depth: number): unknown {
    const at = this.#integer(list.length)
    switch (this.#integer(5)) {
      case 0:
        return []
      case 1:
        return Array<unknown>(1 + this.#integer(this.#many(5_000))).fill(list[at])
      case 2:
        return [...list, this.#value(depth + 1)]
      case 3:
        return Object.assign({}, list)
      default:
        return list.map((item, index) => (index === at ? this.#spoil(item, depth + 1) : item))
    }
  }

  #spoilObject(object: object, depth: number): unknown {
    const entries = Object.entries(object)
    const at = this.#integer(entries.length)
    switch (this.#integer(6)) {
      case 0:
        return [object]
      case 1:
        entries.splice(at, 1)
        break
      case 2:
        entries.push([this.#pick(names), this.#value(depth + 1)])
        break
      case 3:
        entries.push(...manyNames.slice(0, this.#integer(this.#many(manyNames.length))))
        break
      default: {
        const [name, value] = entries[at] ?? ['x', null]
        entries[at] = [name, this.#spoil(value, depth + 1)]
      }
    }
    // Own properties, even `__proto__`.
    return Object.fromEntries(entries)
  }

  #value(depth: number): unknown {
    switch (this.#integer(this.#onlyJson ? 6 : 7)) {
      case 0:
      case 1:
        return this.#pick(texts)
      case 2:
        return this.#pick(numbers)
      case 3:
        return this.#pick([null, true, false])
      case 4:
        return this.#nested(depth)
      case 5:
        // A few are as long as a message can be.
        return this.#integer(500) === 0 ? 'x'.repeat(10_000_000) : this.#pick(texts).repeat(this.#integer(4))
      default:
        return this.#pick(unusual)()
    }
  }

  #nested(depth: number): unknown {
    let value: unknown = depth > 3 ? null : this.#value(depth + 1)
    for (let level = this.#integer(40); level > 0; level -= 1) {
      value = level % 2 === 0 ? [value] : Object.fromEntries([[this.#pick(names), value]])
    }
    return value
  }
}
