import { expect, test } from 'vitest'
import { fromAwsError } from './engine-error.ts'

const context = { what: 'Renewing the lease', queue: 'demo-pending' }

test.each([
  ['TypeError', "Cannot read properties of undefined (reading 'x')"],
  ['EndpointError', 'Invalid Configuration: Missing Region'],
  ['Error', '@smithy/node-http-handler - [ERROR] a request has exceeded the configured timeout.'],
])('a %s of a program is not called a response of the server', (name, text) => {
  const { message } = fromAwsError(Object.assign(new Error(text), { name }), context)
  expect(message).toBe(`Renewing the lease failed: an unexpected error occurred (${name}).`)
})

test('an error without a response keeps its own words', () => {
  expect(fromAwsError(new Error('The response is too long.'), context).message).toBe(
    'Renewing the lease failed: the response is too long.',
  )
})

test('a response that the SDK cannot parse is described without its words', () => {
  const error = Object.assign(new TypeError("Cannot read properties of undefined (reading 'x')"), {
    $metadata: { httpStatusCode: 500 },
  })
  expect(fromAwsError(error, context).message).toBe(
    'Renewing the lease failed: the server returned a response in an unknown format (HTTP 500).',
  )
})
