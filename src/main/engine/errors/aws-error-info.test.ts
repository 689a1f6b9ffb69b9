import { runInNewContext } from 'node:vm'
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

test.each([
  ['EPERM', 'a firewall or security program on this computer blocks the connection (EPERM)'],
  ['EACCES', 'a firewall or security program on this computer blocks the connection (EACCES)'],
  ['EMFILE', 'this computer cannot open a connection to the server (EMFILE)'],
  ['EADDRNOTAVAIL', 'this computer cannot open a connection to the server (EADDRNOTAVAIL)'],
  ['EAFNOSUPPORT', 'this computer cannot open a connection to the server (EAFNOSUPPORT)'],
])('a connection that fails on this computer with %s is not an answer of the server', (errno, reason) => {
  const single = new Error(`connect ${errno} 192.0.2.1:443 - Local (undefined:undefined)`)
  // A host with several addresses fails without a message.
  const several = new AggregateError([Object.assign(new Error(), { code: errno })], '')
  for (const error of [single, several]) {
    const { code, message } = fromAwsError(Object.assign(error, { code: errno, syscall: 'connect' }), context)
    expect([code, message]).toEqual(['NETWORK', `Renewing the lease failed: ${reason}.`])
  }
})

test('a program that cannot be started is not a network failure', () => {
  const error = Object.assign(new Error('spawn /opt/keys EACCES'), {
    code: 'EACCES',
    syscall: 'spawn /opt/keys',
  })
  expect(fromAwsError(error, context).code).toBe('SERVICE')
})

test('a response that is not valid HTTP is described without the words of the parser', () => {
  const error = Object.assign(new Error('Parse Error: Invalid header value char'), {
    code: 'HPE_INVALID_HEADER_TOKEN',
  })
  expect(fromAwsError(error, context).message).toBe(
    'Renewing the lease failed: the response is not valid HTTP (HPE_INVALID_HEADER_TOKEN).',
  )
})

test.each(['Storage', 'UserQuota'])('an endless error name such as %s… does not block', (word) => {
  const name = word.repeat(60_000)
  const error = Object.assign(new Error('No.'), { name, Code: name, $metadata: { httpStatusCode: 400 } })
  // Stops a pattern that would block the process.
  const run = (): unknown =>
    runInNewContext('convert()', { convert: () => fromAwsError(error, context) }, { timeout: 5_000 })
  expect(run()).toMatchObject({ code: 'SERVICE' })
})
