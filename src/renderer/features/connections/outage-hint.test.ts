import { expect, it } from 'vitest'
import { outageHint } from './outage-hint.ts'

it.each([
  ['Try again. If this keeps happening, check the server.', 'If this keeps happening, check the server.'],
  ['Check the network and the endpoint, then try again.', 'Check the network and the endpoint.'],
  ['It restarts automatically. Try again in a moment.', 'It restarts automatically.'],
  ['Try again in a moment.', ''],
  ['Check that the server is running.', 'Check that the server is running.'],
])('%s', (hint, expected) => {
  expect(outageHint(hint)).toBe(expected)
})
