import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { copyCommand, sendCommand, type CommandConnection } from './aws-commands.ts'

const aws: CommandConnection = {
  kind: 'profile',
  region: 'eu-central-1',
  bucketRegion: 'eu-west-1',
  profile: 'work',
  addresses: null,
  hosts: null,
}
const local: CommandConnection = {
  kind: 'local',
  region: 'us-east-1',
  bucketRegion: null,
  profile: null,
  addresses: null,
  hosts: { s3: '127.0.0.1:4566', sqs: '127.0.0.1:4566' },
}
const payload = { bucket: 'remotejobs-in-demo', key: 'a1', fileName: 'photo.jpg' }

/** Splits a command into words like a shell. */
function wordsOf(command: string): string[] {
  const text = execFileSync('sh', ['-c', `printf '%s\\0' ${command}`], { encoding: 'utf8' })
  return text.split('\0').slice(0, -1)
}

it('copies a payload from a profile or from Local', () => {
  expect(copyCommand(payload, aws, 'sh')).toBe(
    'aws s3 cp s3://remotejobs-in-demo/a1 ./photo.jpg --region eu-west-1 --profile work',
  )
  expect(copyCommand(payload, local, 'sh')).toBe(
    'aws s3 cp s3://remotejobs-in-demo/a1 ./photo.jpg --endpoint-url http://127.0.0.1:4566 --region us-east-1',
  )
})

it.skipIf(process.platform === 'win32')('sends a message', () => {
  const body = '{"name":"it\'s $HOME `id` \\\\ \\"x\\"","bucket":"b","key":"k"}'
  const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/1/demo-pending'
  const words = ['aws', 'sqs', 'send-message', '--queue-url', queueUrl, '--message-body', body]
  expect(wordsOf(sendCommand({ queueUrl, body }, aws, 'sh'))).toEqual([
    ...words,
    '--region',
    'eu-central-1',
    '--profile',
    'work',
  ])
})

it
  .skipIf(process.platform === 'win32')
  .each(["'; rm -rf ~; '", '$(id)', '-rf', '`id`', 'a b', '*', '~', '!x', 'x\\', 'é 漢'])(
  'passes the key %s on unchanged',
  (key) => {
    expect(wordsOf(copyCommand({ ...payload, key, fileName: key }, local, 'sh')).slice(0, 4)).toEqual([
      'aws',
      's3',
      'cp',
      `s3://remotejobs-in-demo/${key}`,
    ])
  },
)

it.skipIf(process.platform === 'win32')('never turns a file name into an option or a path', () => {
  expect(wordsOf(copyCommand({ ...payload, fileName: '--recursive' }, local, 'sh'))[4]).toMatch(/^\.\//)
  expect(wordsOf(copyCommand({ ...payload, fileName: '../../../x' }, local, 'sh'))[4]).not.toContain('/../')
})

it('rejects characters that a terminal would interpret', () => {
  expect(() => copyCommand({ ...payload, key: 'a\nid\n' }, local, 'sh')).toThrow(/a terminal would interpret/)
  expect(() => copyCommand({ ...payload, key: 'a\u001b[2J' }, local, 'sh')).toThrow(
    /a terminal would interpret/,
  )
})

it('quotes for PowerShell', () => {
  expect(sendCommand({ queueUrl: 'q', body: '{"a":"it\'s"}' }, local, 'powershell')).toContain(
    String.raw`--message-body '{\"a\":\"it''s\"}'`,
  )
  expect(copyCommand({ ...payload, key: 'a’;b' }, local, 'powershell')).toContain(
    "'s3://remotejobs-in-demo/a’’;b'",
  )
})
