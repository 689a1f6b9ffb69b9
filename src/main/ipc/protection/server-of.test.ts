import { hostname, networkInterfaces } from 'node:os'
import { describe, expect, test } from 'vitest'
import { awsServer, serverOf } from './server-of.ts'

const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? [])

test.each([
  ...own.map(({ address, family }) => (family === 'IPv6' ? `[${address}]` : address)),
  hostname(),
  `${hostname().toUpperCase()}.local`,
])('%s is this computer', (host) => {
  expect(serverOf(`https://${host}:9000`)).toBe(serverOf('http://127.0.0.1:9000'))
})

describe('one server has one name', () => {
  test.each([
    ['upper case', 'https://S3.Example.org', 'https://s3.example.org'],
    ['a dot at the end', 'https://s3.example.org.', 'https://s3.example.org'],
    ['the default port', 'https://s3.example.org:443', 'https://s3.example.org'],
    ['the default port of http', 'http://nas:80', 'http://nas'],
    ['a path', 'https://s3.example.org/storage', 'https://s3.example.org'],
    ['an international name', 'https://bücher.example', 'https://xn--bcher-kva.example'],
    ['IPv4 as IPv6', 'http://[::ffff:192.168.1.5]:9000', 'http://192.168.1.5:9000'],
    ['IPv4 as hexadecimal IPv6', 'http://[0:0:0:0:0:FFFF:C0A8:0105]:9000', 'http://192.168.1.5:9000'],
    ['IPv4 with a dot at the end', 'http://192.168.1.5.:9000', 'http://192.168.1.5:9000'],
    ['IPv4 as one number', 'http://3232235781:9000', 'http://192.168.1.5:9000'],
    ['IPv6 in full', 'http://[FD00:0:0:0:0:0:0:1]:9000', 'http://[fd00::1]:9000'],
    ['localhost', 'http://localhost:9000', 'http://127.0.0.1:9000'],
    ['IPv6 of this computer', 'http://[::1]:9000', 'http://127.0.0.1:9000'],
    ['loopback as mapped IPv6', 'http://[::ffff:127.0.0.1]:9000', 'http://127.0.0.1:9000'],
    ['the unspecified address', 'https://0.0.0.0:9000', 'http://127.0.0.1:9000'],
    ['the unspecified IPv6 address', 'https://[::]:9000', 'http://127.0.0.1:9000'],
    ['the mapped unspecified address', 'https://[::ffff:0.0.0.0]:9000', 'http://127.0.0.1:9000'],
  ])('%s', (_what, one, other) => {
    expect(serverOf(one)).toBe(serverOf(other))
  })
})

test.each([
  ['https://s3.example.org', 'https://sqs.example.org'],
  ['https://s3.example.org', 'https://s3.example.org:8443'],
  ['http://[::ffff:192.168.1.5]:9000', 'http://192.168.1.6:9000'],
  ['http://[fd00::1]:9000', 'http://[fd00::2]:9000'],
])('%s and %s are different servers', (one, other) => {
  expect(serverOf(one)).not.toBe(serverOf(other))
})

test.each([
  's3.amazonaws.com',
  's3.eu-west-1.amazonaws.com',
  'S3.EU-WEST-1.AMAZONAWS.COM.',
  's3.dualstack.eu-west-1.amazonaws.com',
  'sqs-fips.us-gov-west-1.amazonaws.com',
  'sqs.eu-west-1.api.aws',
  's3.cn-north-1.amazonaws.com.cn',
  'sqs.cn-north-1.api.amazonwebservices.com.cn',
  's3.eusc-de-east-1.amazonaws.eu',
  'sqs.eusc-de-east-1.api.amazonwebservices.eu',
  's3.us-iso-east-1.c2s.ic.gov',
  'sqs.us-iso-east-1.api.aws.ic.gov',
  's3.us-isob-east-1.sc2s.sgov.gov',
  'sqs.us-isob-east-1.api.aws.scloud',
  's3.eu-isoe-west-1.cloud.adc-e.uk',
  'sqs.eu-isoe-west-1.api.cloud-aws.adc-e.uk',
  's3.us-isof-south-1.csp.hci.ic.gov',
  'sqs.us-isof-south-1.api.aws.hci.ic.gov',
])('%s is AWS', (host) => {
  expect(serverOf(`https://${host}`)).toBe(awsServer)
})

test.each(['s3.amazonaws.com.example.org', 's3.notamazonaws.com', 's3.amazonaws-com.org', 's3.ic.gov'])(
  '%s is not AWS',
  (host) => {
    expect(serverOf(`https://${host}`)).not.toBe(awsServer)
  },
)
