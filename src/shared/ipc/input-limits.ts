import type { z } from 'zod'
import { boundsOf } from './bounded.ts'
import { type InputLimits, maxInput } from './plain-input.ts'

/** Every input may hold at least this much, so that the schema explains what is wrong with a small one. */
const minInput: InputLimits = { values: 1_000, characters: 200_000, maxTextLength: 100_000 }

/** The maximum length of a text whose schema declares none. Its pattern or check may allow less. */
const undeclaredLength = 40_000

/** The maximum length of one of a few fixed texts. */
const longestKeyword = 100

const oneValue: InputLimits = { values: 1, characters: 0, maxTextLength: 0 }

/**
 * Returns the maximum that a valid input of this schema can hold. A larger input can be refused without parsing it.
 *
 * @throws TypeError if the schema contains lists or records other than `listOf` and `recordOf`. Those have a maximum,
 * and stop at the first invalid item.
 */
export function limitsOf(schema: z.ZodType): InputLimits {
  const { values, characters, maxTextLength } = sizeOf(schema)
  return {
    values: clamp(values, minInput.values, maxInput.values),
    characters: clamp(characters, minInput.characters, maxInput.characters),
    maxTextLength: clamp(maxTextLength, minInput.maxTextLength, maxInput.maxTextLength),
  }
}

function clamp(amount: number, least: number, most: number): number {
  return Math.min(Math.max(amount, least), most)
}

/** The size of the largest valid value. */
function sizeOf(schema: z.core.$ZodType): InputLimits {
  const bounds = boundsOf(schema)
  if (bounds !== null) {
    const item = sizeOf(bounds.item)
    return {
      values: 1 + bounds.max * item.values,
      characters: bounds.max * (bounds.maxNameLength + item.characters),
      maxTextLength: item.maxTextLength,
    }
  }
  const { def } = (schema as z.core.$ZodTypes)._zod
  switch (def.type) {
    case 'null':
    case 'boolean':
    case 'number':
      return oneValue
    case 'string':
      return textOf(lengthOf(schema))
    case 'literal':
    case 'enum':
      return textOf(longestKeyword)
    case 'optional':
    case 'nullable':
    case 'default':
      return sizeOf(def.innerType)
    case 'pipe':
      return sizeOf(def.in)
    case 'object': {
      const names = Object.keys(def.shape)
      const { values, characters, maxTextLength } = sum(Object.values(def.shape).map(sizeOf))
      return { values: 1 + values, characters: names.join('').length + characters, maxTextLength }
    }
    case 'tuple': {
      const { values, characters, maxTextLength } = sum(def.items.map(sizeOf))
      return { values: 1 + values, characters, maxTextLength }
    }
    case 'union':
      return largest(def.options.map(sizeOf))
    default:
      throw new TypeError(`An input cannot contain a schema of type ${def.type}. Use listOf or recordOf.`)
  }
}

function textOf(length: number): InputLimits {
  return { values: 1, characters: length, maxTextLength: length }
}

function lengthOf(text: z.core.$ZodType): number {
  return (text as z.ZodString).maxLength ?? undeclaredLength
}

function sum(sizes: readonly InputLimits[]): InputLimits {
  return {
    values: sizes.reduce((all, { values }) => all + values, 0),
    characters: sizes.reduce((all, { characters }) => all + characters, 0),
    maxTextLength: Math.max(0, ...sizes.map(({ maxTextLength }) => maxTextLength)),
  }
}

function largest(sizes: readonly InputLimits[]): InputLimits {
  return {
    values: Math.max(...sizes.map(({ values }) => values)),
    characters: Math.max(...sizes.map(({ characters }) => characters)),
    maxTextLength: Math.max(...sizes.map(({ maxTextLength }) => maxTextLength)),
  }
}
