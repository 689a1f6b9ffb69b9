import { expect, test } from 'vitest'
import { attributesFrom, attributesToSend, receivedAttributes } from './attribute-values.ts'

test('keeps the value of a number that a server sends without quotes', () => {
  const received = receivedAttributes.parse({ size: { DataType: 'Number', StringValue: 424_699 } })
  const attributes = attributesFrom(received)
  expect(attributes).toEqual({ size: { type: 'Number', value: '424699' } })
  expect(attributesToSend({ attributes, traceHeader: null })).toEqual({
    MessageAttributes: { size: { DataType: 'Number', StringValue: '424699' } },
  })
})

test('a malformed attribute does not affect the others', () => {
  const received = receivedAttributes.parse({
    bad: { DataType: 1 },
    good: { DataType: 'String', StringValue: 'x' },
  })
  expect(attributesFrom(received)).toEqual({ good: { type: 'String', value: 'x' } })
})
