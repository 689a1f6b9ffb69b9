import type { InputLimits } from '../../../shared/ipc/plain-input.ts'

/** Replaces a value that is nested in an input. */
type Replace = (value: unknown) => unknown

const listLengths = [20, 100, 400, 1_000, 10_000, 50_000]
const recordLengths = [0, 15, 499]
const fillers = ['x', ' ', '\u00e9', '1', '-', '\ud800']

/**
 * Yields the inputs that take longest to refuse, made from a valid one: larger than the limits, or as large as they
 * allow and wrong only at their end.
 */
export function* largestInputs(valid: unknown, { values: maxValues, maxTextLength }: InputLimits): Generator {
  for (const replace of [
    ...tooManyNames(maxValues),
    ...tooManyItems(maxValues),
    ...hugeLists,
    ...fillers.map((filler) => textOf(filler.repeat(maxTextLength))),
  ])
    yield* replaceEach(valid, replace)
  for (const length of listLengths) {
    for (const entries of recordLengths) {
      if (length * Math.max(entries, 1) < maxValues) yield grown(valid, length, entries)
    }
  }
}

/** Returns a copy of the input for each of its values, with that value replaced, unless it stays the same. */
function* replaceEach(input: unknown, replace: Replace): Generator {
  const replaced = replace(input)
  if (replaced !== input) yield replaced
  if (typeof input !== 'object' || input === null) return
  for (const [name, value] of Object.entries(input)) {
    for (const each of replaceEach(value, replace)) {
      const copy: unknown = structuredClone(input)
      Object.assign(copy as object, { [name]: each })
      yield copy
    }
  }
}

function textOf(text: string): Replace {
  return (value) => (typeof value === 'string' ? text : value)
}

function tooManyNames(count: number): Replace[] {
  const names = Object.fromEntries(Array.from({ length: count - 20 }, (_, at) => [`n${at}`, at]))
  return [(value) => (isList(value) ? value : names)]
}

const sharedRecord = {}
const sharedList = [1]

function tooManyItems(count: number): Replace[] {
  const length = count - 20
  // V8 stores an array that once had holes as a slow dictionary.
  const slow: unknown[] = []
  slow.length = 40_000_000
  for (let at = 0; at < length; at += 1) slow[at] = 'x'
  slow.length = length
  const gaps: unknown[] = []
  gaps.length = length
  const lists = [
    slow,
    gaps,
    Array<unknown>(length).fill(1),
    // One value many times over, as a page can send it.
    Array.from({ length }, () => sharedRecord),
    Array.from({ length: length >> 1 }, () => sharedList),
  ]
  return lists.map((list) => () => list)
}

const hugeLists = tooManyItems(200_000)

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value)
}

/** Repeats the items of each list, fills each empty record, and adds a wrong item at the end of each. */
function grown(value: unknown, length: number, entries: number): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (isList(value)) {
    const items = Array.from({ length: length - 1 }, (_, at) =>
      grown(value[at % value.length], length, entries),
    )
    return [...items, { wrong: true }]
  }
  const names = Object.keys(value)
  if (names.length > 0)
    return Object.fromEntries(
      Object.entries(value).map(([name, each]) => [name, grown(each, length, entries)]),
    )
  return Object.fromEntries(Array.from({ length: entries }, (_, at) => [`field${at}`, 'value']))
}
