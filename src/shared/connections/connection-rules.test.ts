import { describe, expect, test } from 'vitest'
import {
  accountProblem,
  addressWarning,
  addressProblem,
  isLocalAddress,
  normalizeAccount,
  normalizeAddress,
  normalizeRegion,
  queueWarning,
  regionProblem,
} from './connection-rules.ts'
import { newConnection } from './connections.ts'

describe('normalizing a pasted address', () => {
  test.each([
    [' https://s3.example.com/ ', 'https://s3.example.com'],
    ['HTTPS://S3.Example.COM', 'https://s3.example.com'],
    ['https://abcd.storage.example.co/storage/v1/s3', 'https://abcd.storage.example.co/storage/v1/s3'],
    ['https://abcd.storage.example.co/storage/v1/s3/', 'https://abcd.storage.example.co/storage/v1/s3'],
    ['s3.example.com', 'https://s3.example.com'],
    ['s3.example.com:9000/base', 'https://s3.example.com:9000/base'],
    ['https://[2001:DB8::1]:9000', 'https://[2001:db8::1]:9000'],
    ['http://[::1]:9000/', 'http://[::1]:9000'],
    ['http://localhost:4566\n', 'http://localhost:4566'],
    ['https://s3.example.com:443', 'https://s3.example.com'],
    ['localhost:9000', 'http://localhost:9000'],
    ['127.0.0.1:9000', 'http://127.0.0.1:9000'],
    ['[::1]:9000', 'http://[::1]:9000'],
    ['s3.localhost:4566', 'http://s3.localhost:4566'],
    ['http://s3.localhost:4566', 'http://s3.localhost:4566'],
    ['http://[::ffff:127.0.0.1]:9000', 'http://[::ffff:7f00:1]:9000'],
    ['nas:9000', 'https://nas:9000'],
    ['[2001:db8::1]:9000', 'https://[2001:db8::1]:9000'],
    ['http://0.0.0.0:9000', 'http://127.0.0.1:9000'],
    ['0.0.0.0:9000', 'http://127.0.0.1:9000'],
    ['http://[::]:4566/', 'http://[::1]:4566'],
    ['my_minio:9000', 'https://my_minio:9000'],
    ['"https://s3.example.com"', 'https://s3.example.com'],
    ['“https://s3.example.com/”', 'https://s3.example.com'],
    ['<https://s3.example.com>', 'https://s3.example.com'],
    ['https://s3.example.com,', 'https://s3.example.com'],
    ['https://s3.example.com\u200B', 'https://s3.example.com'],
    ['\u200Bs3.example.com', 'https://s3.example.com'],
    ['export AWS_ENDPOINT_URL="https://s3.example.com"', 'https://s3.example.com'],
    ['endpoint_url = http://localhost:4566', 'http://localhost:4566'],
    ['endpoint: localhost:9000', 'http://localhost:9000'],
    ['::1', 'http://[::1]'],
    ['2001:DB8::1', 'https://[2001:db8::1]'],
  ])('%j is %s', (text, address) => {
    expect(addressProblem(text)).toBeNull()
    expect(normalizeAddress(text)).toBe(address)
  })

  test.each([
    '',
    'ftp://host.example',
    'https://user@host.example',
    'https://user:password@host.example',
    'https://host.example/?x=1',
    'https://host.example/#part',
    'https://host.example:99999',
    'https://',
    'just words',
    `https://${'a'.repeat(300)}.example`,
  ])('%j is rejected', (text) => {
    expect(addressProblem(text, true)).toMatch(/\.$/)
  })
})

test.each([`x${'"'.repeat(300_000)}x`, ':'.repeat(300_000), `${'a:'.repeat(200_000)}g`])(
  'a text of hundreds of thousands of characters does not take long',
  (text) => {
    expect(addressProblem(text)).not.toBeNull()
    expect(regionProblem(text)).not.toBeNull()
  },
)

describe('plain http', () => {
  test.each([
    'http://192.168.1.20:9000',
    'http://10.0.0.5',
    'http://172.16.0.1:9000/base',
    'http://172.31.255.255',
    'http://169.254.10.10',
    'http://100.64.0.1',
    'http://[fd12:3456::1]:9000',
    'http://[fe80::1]',
    'http://nas.local:9000',
    'http://minio.home.arpa',
    'http://nas:9000',
    'http://my_minio_1:9000',
    'http://nas.local.:9000',
    'http://host.docker.internal:9000',
    'http://[::ffff:192.168.1.20]:9000',
  ])('%s must be allowed explicitly', (text) => {
    expect(addressProblem(text)).toContain('Unencrypted, on my network')
    expect(addressProblem(text, true)).toBeNull()
  })

  test.each([
    'http://s3.example.com',
    'http://8.8.8.8:9000',
    'http://172.32.0.1',
    'http://192.169.0.1',
    'http://100.128.0.1',
    'http://[2001:db8::1]',
    'http://[::ffff:8.8.8.8]',
    'http://localhost.example.com',
    'http://10.0.0.5.example.com',
    'http://local',
    'http://134744072',
  ])('%s is never allowed', (text) => {
    expect(addressProblem(text, true)).toContain('public network')
  })

  test.each([
    'http://[fe80::1%25eth0]:9000',
    'http://[fe80::1%eth0]:9000',
    '[fe80::a:b%en0]:9000',
    'fe80::1%eth0',
  ])('%s says what to enter instead', (text) => {
    for (const allowed of [false, true]) expect(addressProblem(text, allowed)).toContain('nas.local')
  })

  test.each([
    ['127.0.0.1', true],
    ['::1', true],
    ['192.168.1.20', true],
    ['fe80::1%eth0', true],
    ['fd12::1', true],
    ['::ffff:10.0.0.5', true],
    ['8.8.8.8', false],
    ['2001:db8::1', false],
    ['::ffff:8.8.8.8', false],
    ['64:ff9b::808:808', false],
    ['0.0.0.0', false],
    ['nas.local/..', false],
  ])('the address %s is local: %s', (address, isLocal) => {
    expect(isLocalAddress(address)).toBe(isLocal)
  })

  test('applies to connections too', () => {
    const added = {
      kind: 'endpoint',
      label: 'NAS',
      region: 'us-east-1',
      s3Endpoint: 'http://192.168.1.20:9000',
      sqsEndpoint: 'http://192.168.1.20:9324',
    }
    expect(newConnection.safeParse(added).success).toBe(false)
    expect(newConnection.safeParse({ ...added, allowUnencrypted: true }).success).toBe(true)
  })
})

test.each([
  ['https://bucket.s3.example.com', 'https://s3.example.com'],
  ['https://my.bucket.s3.eu-west-1.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'],
  ['https://bucket.s3-eu-west-1.amazonaws.com/', 'https://s3-eu-west-1.amazonaws.com'],
  ['https://s3.eu-west-1.amazonaws.com/bucket/', 'https://s3.eu-west-1.amazonaws.com'],
  ['https://s3.cn-north-1.amazonaws.com.cn/bucket', 'https://s3.cn-north-1.amazonaws.com.cn'],
  ['https://s3.eusc-de-east-1.amazonaws.eu/bucket', 'https://s3.eusc-de-east-1.amazonaws.eu'],
  ['https://bucket.nyc3.digitaloceanspaces.com', 'https://nyc3.digitaloceanspaces.com'],
  ['https://nyc3.digitaloceanspaces.com/bucket', 'https://nyc3.digitaloceanspaces.com'],
  ['https://bucket.storage.googleapis.com', 'https://storage.googleapis.com'],
  ['https://storage.googleapis.com/bucket', 'https://storage.googleapis.com'],
  [
    'https://bucket--use1-az4--x-s3.s3express-use1-az4.us-east-1.amazonaws.com',
    'https://s3express-use1-az4.us-east-1.amazonaws.com',
  ],
  [
    'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/bucket',
    'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com',
  ],
  [
    'https://bucket.0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com',
    'https://0123456789abcdef0123456789abcdef.eu.r2.cloudflarestorage.com',
  ],
  ['https://bucket.fsn1.your-objectstorage.com', 'https://fsn1.your-objectstorage.com'],
  ['https://my.bucket.storage.yandexcloud.net', 'https://storage.yandexcloud.net'],
  ['https://bucket.hb.ru-msk.vkcs.cloud', 'https://hb.ru-msk.vkcs.cloud'],
  ['https://bucket.hb.bizmrg.com', 'https://hb.bizmrg.com'],
  ['https://bucket.obs.eu-west-101.myhuaweicloud.com', 'https://obs.eu-west-101.myhuaweicloud.com'],
  ['https://bucket.sos-ch-dk-2.exo.io', 'https://sos-ch-dk-2.exo.io'],
  ['https://bucket.fly.storage.tigris.dev', 'https://fly.storage.tigris.dev'],
  ['https://bucket.nyc3.cdn.digitaloceanspaces.com', 'https://nyc3.digitaloceanspaces.com'],
  ['https://bucket.s3-website-eu-west-1.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'],
  ['https://bucket.s3-website.eu-central-1.amazonaws.com', 'https://s3.eu-central-1.amazonaws.com'],
])('finds the bucket in %s', (text, probable) => {
  expect(addressWarning(text)).toContain(`probably ${probable}.`)
})

test.each([
  'https://s3.example.com',
  'https://abcd.storage.example.co/storage/v1/s3',
  'https://minio.example.com',
  'https://nyc3.digitaloceanspaces.com',
  'https://storage.googleapis.com',
  'https://storage.yandexcloud.net',
  'https://hb.ru-msk.vkcs.cloud',
  'https://hb.vkcs.cloud',
  'https://sos-ch-dk-2.exo.io',
  'https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com',
])('finds no bucket in %s', (text) => {
  expect(addressWarning(text)).toBeNull()
})

test.each([
  ['https://sqs.eu-west-1.amazonaws.com/123456789012/demo-pending', 'https://sqs.eu-west-1.amazonaws.com'],
  ['http://localhost:9324/000000000000/demo-pending', 'http://localhost:9324'],
  ['localhost:9324/queue/demo', 'http://localhost:9324'],
])('finds the queue in %s', (text, probable) => {
  expect(queueWarning(text)).toContain(`probably ${probable}.`)
})

test.each(['https://sqs.eu-west-1.amazonaws.com', 'https://sqs.example.com/sqs', 'http://localhost:4566/'])(
  'finds no queue in %s',
  (text) => {
    expect(queueWarning(text)).toBeNull()
  },
)

test.each(['111122223333', ' 1111-2222-3333 ', '1111 2222 3333', '"111122223333"'])(
  '%j is an account',
  (text) => {
    expect(accountProblem(text)).toBeNull()
    expect(normalizeAccount(text)).toBe('111122223333')
    const added = { kind: 'keys', label: 'AWS', region: 'eu-west-1', bucketAccount: text }
    expect(newConnection.parse(added)).toMatchObject({ bucketAccount: '111122223333' })
  },
)

test.each(['', '1111-2222', 'arn:aws:iam::111122223333:root', 'account'])('%j is no account', (text) => {
  expect(accountProblem(text)).toMatch(/12-digit/)
})

describe('region names', () => {
  test.each([
    ['default', 'default'],
    ['auto', 'auto'],
    [' eu-west-1 ', 'eu-west-1'],
    ['EU-WEST-1', 'eu-west-1'],
    ['us-gov-west-1', 'us-gov-west-1'],
    ['garage', 'garage'],
    ['europe-west1', 'europe-west1'],
    ['nyc3', 'nyc3'],
    ['us-west-004', 'us-west-004'],
    ['ru-central1', 'ru-central1'],
    ['fr-par', 'fr-par'],
    ['lab-rack-a', 'lab-rack-a'],
    ['RegionOne', 'RegionOne'],
    ['regionOne', 'regionOne'],
    ['Eu-West-1', 'eu-west-1'],
    ['Garage', 'garage'],
    ['GRA', 'gra'],
    ['"eu-west-1",', 'eu-west-1'],
    ['eu-west-1\u200B', 'eu-west-1'],
    ['EU_WEST_1', 'eu-west-1'],
    ['Europe (Ireland)\neu-west-1', 'eu-west-1'],
    ['Europe (Ireland)eu-west-1', 'eu-west-1'],
    ['eu-west-1 (Ireland)', 'eu-west-1'],
    ['region = eu-west-1', 'eu-west-1'],
    ['AWS_REGION=eu-west-1', 'eu-west-1'],
  ])('%j is %s', (text, region) => {
    expect(regionProblem(text)).toBeNull()
    expect(normalizeRegion(text)).toBe(region)
  })

  test.each([
    ['eu-west-1a', 'eu-west-1'],
    ['us-gov-west-1b', 'us-gov-west-1'],
    ['us-west-2-lax-1a', 'us-west-2'],
    ['ap-southeast-2C', 'ap-southeast-2'],
    ['euw1-az1', 'eu-west-1'],
    ['use1-az4', 'us-east-1'],
    ['apne1-az2', 'ap-northeast-1'],
    ['usgw1-az1', 'us-gov-west-1'],
    ['usw2-lax1-az1', 'us-west-2'],
    ['europe-west1-b', 'europe-west1'],
    ['us-central1-a', 'us-central1'],
    ['us-east-1-wl1-bos-wlz-1', 'us-east-1'],
    ['us-east-1-bos-1', 'us-east-1'],
    ['eusc-de-east-1a', 'eusc-de-east-1'],
    ['ru-central1-b', 'ru-central1'],
    ['cn-hangzhou-h', 'cn-hangzhou'],
    ['fr-par-2', 'fr-par'],
    ['fsn1-dc14', 'fsn1'],
  ])('%s is a zone of %s', (text, region) => {
    expect(regionProblem(text)).toContain(`Its region is ${region}.`)
  })

  test.each(['', 'eu west 1', 'a'])('%j is not a zone', (text) => {
    expect(regionProblem(text)).toBe('Enter a region such as eu-west-1.')
  })
})
