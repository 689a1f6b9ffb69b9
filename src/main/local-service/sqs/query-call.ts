import { formPairs, queryPairs } from '../http/query-pairs.ts'
import { ActionInput } from './action-input.ts'
import type { QueueCall } from './queue-protocol.ts'
import { SqsError } from './sqs-error.ts'

/** The lists that the query protocol numbers, with their names in the JSON protocol. */
const lists = new Map([
  ['AttributeName', 'AttributeNames'],
  ['MessageAttributeName', 'MessageAttributeNames'],
  ['MessageSystemAttributeName', 'MessageSystemAttributeNames'],
  ['TagKey', 'TagKeys'],
])
const maps = new Map([
  ['Attribute', 'Attributes'],
  ['MessageAttribute', 'MessageAttributes'],
  ['MessageSystemAttribute', 'MessageSystemAttributes'],
  ['Tag', 'Tags'],
])
const batches = new Set([
  'SendMessageBatchRequestEntry',
  'DeleteMessageBatchRequestEntry',
  'ChangeMessageVisibilityBatchRequestEntry',
])
const integers = new Set([
  'DelaySeconds',
  'MaxNumberOfMessages',
  'MaxNumberOfMessagesPerSecond',
  'MaxResults',
  'VisibilityTimeout',
  'WaitTimeSeconds',
])
/** More than any valid call has, including a full batch with ten attributes per message. */
const maxParameters = 2_000

type Members = Record<string, unknown>

/** Translates a call of the query protocol, in a form or a URL, to the JSON protocol. */
export function readQueryCall(url: string, body: string): QueueCall {
  const mark = url.indexOf('?')
  const pairs = [...queryPairs(mark < 0 ? '' : url.slice(mark + 1)), ...formPairs(body, maxParameters + 1)]
  if (pairs.length > maxParameters)
    throw new SqsError('MalformedQueryString', 'There are too many parameters.')
  const action = pairs.find(([name]) => name === 'Action')?.[1] ?? ''
  if (action === '') throw new SqsError('MissingAction', 'The request must contain the parameter Action.')
  const members = membersOf(pairs.map(([name, value]) => [name.split('.', maxDepth), value]))
  // The oldest clients identify the queue by the URL that they call.
  const path = mark < 0 ? url : url.slice(0, mark)
  if (members['QueueUrl'] === undefined && path.length > 1) members['QueueUrl'] = path
  if (action === 'CreateQueue' && members['Tags'] !== undefined) members['tags'] = members['Tags']
  return { action, input: new ActionInput(members) }
}

type Parameter = readonly [path: readonly string[], value: string]

/**
 * `SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue` is the deepest valid name. One more
 * level detects deeper ones.
 */
const maxDepth = 7

function membersOf(parameters: readonly Parameter[]): Members {
  const members = new Map<string, unknown>()
  const groups = new Map<string, Parameter[]>()
  for (const [[name = '', ...rest], value] of parameters) {
    if (lists.has(name) || maps.has(name) || batches.has(name)) {
      const group = groups.get(name) ?? []
      group.push([rest, value])
      groups.set(name, group)
    } else if (rest.length === 0) members.set(name, integers.has(name) ? integerOf(value) : value)
  }
  for (const [name, group] of groups) {
    const items = numbered(group)
    const list = lists.get(name)
    if (batches.has(name))
      members.set(
        'Entries',
        items.map((item) => membersOf(item)),
      )
    else if (list !== undefined)
      members.set(
        list,
        items.map((item) => item[0]?.[1] ?? ''),
      )
    else members.set(maps.get(name) ?? name, Object.fromEntries(items.map(entryOf)))
  }
  return Object.fromEntries(members)
}

/**
 * Returns the parameters of each item by number. Without numbers, as from the oldest clients, there is one
 * item.
 */
function numbered(group: readonly Parameter[]): Parameter[][] {
  const items = new Map<number, Parameter[]>()
  for (const [[first = '', ...rest], value] of group) {
    const isNumber = /^\d{1,6}$/.test(first)
    const number = isNumber ? Number(first) : 1
    const item = items.get(number) ?? []
    item.push([isNumber || first === '' ? rest : [first, ...rest], value])
    items.set(number, item)
  }
  return [...items].toSorted(([a], [b]) => a - b).map(([, item]) => item)
}

/** Returns an entry of a map: its name, and a string or a message attribute. */
function entryOf(item: readonly Parameter[]): [string, unknown] {
  let name = ''
  let text: string | undefined
  const attribute: Members = {}
  for (const [[first = '', second], value] of item) {
    if (first === 'Name' || first === 'Key') name = value
    else if (first === 'Value' && second === undefined) text = value
    else if (first === 'Value' && second !== undefined) attribute[second] = value
  }
  return [name, text ?? attribute]
}

/** Text that is not a number is passed on unchanged, so that the call rejects it. */
function integerOf(value: string): number | string {
  return /^-?\d{1,9}$/.test(value) ? Number(value) : value
}
