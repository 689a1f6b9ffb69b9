import type { XmlElement, XmlValue } from '../xml/xml-writer.ts'
import type { QueueResult } from './queue-protocol.ts'

/** Lists, which repeat an element. */
const lists = new Map([
  ['QueueUrls', 'QueueUrl'],
  ['queueUrls', 'QueueUrl'],
  ['Results', 'ListMessageMoveTasksResultEntry'],
  ['Messages', 'Message'],
])
/** Values by name. */
const maps = new Map([
  ['Attributes', { element: 'Attribute', key: 'Name' }],
  ['MessageAttributes', { element: 'MessageAttribute', key: 'Name' }],
  ['Tags', { element: 'Tag', key: 'Key' }],
])

/** Translates a call's result from the JSON protocol to the elements of the query protocol. */
export function queryResult(action: string, result: QueueResult): XmlElement {
  const elements: Record<string, XmlValue> = {}
  for (const [name, value] of Object.entries(result)) {
    const map = maps.get(name)
    const list = listElement(action, name)
    if (map !== undefined) {
      const entries = Object.entries(value as QueueResult)
      elements[map.element] = entries.map(([key, one]) => ({ [map.key]: key, Value: valueOf(action, one) }))
    } else if (list !== undefined) {
      elements[list] = (value as readonly unknown[]).map((item) => contentOf(action, item))
    } else elements[name] = valueOf(action, value)
  }
  return elements
}

function listElement(action: string, name: string): string | undefined {
  if (name === 'Successful') return `${action}ResultEntry`
  if (name === 'Failed') return 'BatchResultErrorEntry'
  return lists.get(name)
}

function valueOf(action: string, value: unknown): XmlValue {
  return value === undefined ? undefined : contentOf(action, value)
}

function contentOf(action: string, value: unknown): XmlElement | string {
  return typeof value === 'object' && value !== null
    ? queryResult(action, value as QueueResult)
    : String(value)
}
