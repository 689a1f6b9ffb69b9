import { strict as assert } from 'node:assert'
import { createHash, randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { clientSnippet } from '../../src/main/local-service/process/client-snippets.ts'
import type { LocalTarget } from '../../src/main/local-service/process/environment-lines.ts'
import { outcomeOf } from '../table.ts'
import type { Outcome } from '../table.ts'
import { cleanEnvironment, inFolder, output } from './checks.ts'
import { what } from './what.ts'

/** Runs the AWS CLI through the shell function in its snippet. */
export function tryAwsCli(
  { python }: { readonly python: string },
  local: LocalTarget,
): Promise<Map<string, Outcome>> {
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'aws'), `#!/bin/sh\nexec '${python}' -m awscli "$@"\n`, { mode: 0o755 })
    const snippet = clientSnippet('aws-cli', local)
    const env = { ...cleanEnvironment(folder), AWS_PAGER: '' }
    const aws = (...args: readonly string[]): Promise<string> =>
      output(
        'bash',
        ['-c', `PATH='${folder}':"$PATH"\n${snippet}\naws_local "$@"`, 'bash', ...args],
        env,
        folder,
      )
    const json = async (...args: readonly string[]): Promise<JsonOutput> => {
      const text = await aws(...args, '--output', 'json')
      return (text.trim() === '' ? {} : JSON.parse(text)) as JsonOutput
    }
    const outcomes = new Map<string, Outcome>()
    for (const [row, check] of Object.entries(checks)) {
      outcomes.set(row, await outcomeOf(() => check({ aws, json, folder })))
    }
    return outcomes
  })
}

type JsonOutput = Readonly<Record<string, unknown>>
type Cli = {
  readonly aws: (...args: readonly string[]) => Promise<string>
  /** Runs a call and parses its output. */
  readonly json: (...args: readonly string[]) => Promise<JsonOutput>
  readonly folder: string
}

const bucket = 'aws-cli-bucket'

async function queueUrl({ json }: Cli): Promise<string> {
  const attributes = 'VisibilityTimeout=45,ReceiveMessageWaitTimeSeconds=20'
  const made = await json('sqs', 'create-queue', '--queue-name', 'cli-pending', '--attributes', attributes)
  return String(made['QueueUrl'])
}

const checks: Readonly<Record<string, (cli: Cli) => Promise<void>>> = {
  [what.buckets]: async ({ aws, json }) => {
    await aws('s3', 'mb', `s3://${bucket}`)
    assert.match(await aws('s3', 'ls'), new RegExp(bucket))
    const location = await json('s3api', 'get-bucket-location', '--bucket', bucket)
    assert.equal(location['LocationConstraint'], 'us-west-1')
  },
  [what.objects]: async ({ aws, folder }) => {
    await writeFile(join(folder, 'ü a.txt'), 'hello')
    await aws('s3', 'cp', 'ü a.txt', `s3://${bucket}/in/ü a.txt`, '--metadata', 'name=Cat')
    assert.match(await aws('s3', 'ls', `s3://${bucket}/in/`), /5 ü a\.txt/)
    assert.equal(await aws('s3', 'cp', `s3://${bucket}/in/ü a.txt`, '-'), 'hello')
    await aws('s3', 'sync', `s3://${bucket}/in`, 'synced')
    assert.equal(await readFile(join(folder, 'synced/ü a.txt'), 'utf8'), 'hello')
    await aws('s3', 'rm', `s3://${bucket}/in`, '--recursive')
    assert.equal((await aws('s3', 'ls', `s3://${bucket}/`)).trim(), '')
  },
  [what.parts]: async ({ aws, folder }) => {
    await writeFile(join(folder, 'large'), randomBytes(20 * 1024 * 1024))
    await aws('s3', 'cp', 'large', `s3://${bucket}/large`)
    await aws('s3', 'cp', `s3://${bucket}/large`, 'large again')
    assert.equal(await digest(join(folder, 'large again')), await digest(join(folder, 'large')))
  },
  [what.copies]: async ({ aws, folder }) => {
    await aws('s3', 'cp', `s3://${bucket}/large`, `s3://${bucket}/copy`)
    await aws('s3', 'mv', `s3://${bucket}/copy`, `s3://${bucket}/moved`)
    await aws('s3', 'cp', `s3://${bucket}/moved`, 'large moved')
    assert.equal(await digest(join(folder, 'large moved')), await digest(join(folder, 'large')))
  },
  [what.uploads]: async ({ json }) => {
    const made = await json('s3api', 'create-multipart-upload', '--bucket', bucket, '--key', 'left')
    const listed = await json('s3api', 'list-multipart-uploads', '--bucket', bucket)
    const uploads = listed['Uploads'] as readonly JsonOutput[]
    assert.deepEqual(
      uploads.map(({ UploadId }) => UploadId),
      [made['UploadId']],
    )
    const id = String(made['UploadId'])
    await json('s3api', 'abort-multipart-upload', '--bucket', bucket, '--key', 'left', '--upload-id', id)
  },
  [what.presigned]: async ({ aws, folder }) => {
    const address = (await aws('s3', 'presign', `s3://${bucket}/large`)).trim()
    const response = await fetch(address)
    assert.equal(response.status, 200)
    const hash = createHash('sha256')
      .update(Buffer.from(await response.arrayBuffer()))
      .digest('hex')
    assert.equal(hash, await digest(join(folder, 'large')))
  },
  [what.queues]: async (cli) => {
    const url = await queueUrl(cli)
    const named = ['--queue-url', url, '--attribute-names', 'All']
    const { Attributes } = await cli.json('sqs', 'get-queue-attributes', ...named)
    assert.equal((Attributes as JsonOutput)['VisibilityTimeout'], '45')
    const found = await cli.json('sqs', 'get-queue-url', '--queue-name', 'cli-pending')
    assert.equal(found['QueueUrl'], url)
    const listed = await cli.json('sqs', 'list-queues', '--queue-name-prefix', 'cli-')
    assert.deepEqual(listed['QueueUrls'], [url])
  },
  [what.messages]: async (cli) => {
    const url = await queueUrl(cli)
    const body = '{"name":"Grüße & <Küsse> 🐈"}'
    const attributes = JSON.stringify({ kind: { DataType: 'String', StringValue: 'ä' } })
    const text = ['--message-body', body, '--message-attributes', attributes]
    const sent = await cli.json('sqs', 'send-message', '--queue-url', url, ...text)
    const wanted = ['--message-attribute-names', 'All', '--wait-time-seconds', '5']
    const received = await cli.json('sqs', 'receive-message', '--queue-url', url, ...wanted)
    const [message = {}] = received['Messages'] as readonly JsonOutput[]
    assert.deepEqual([message['MessageId'], message['Body']], [sent['MessageId'], body])
    assert.deepEqual(message['MessageAttributes'], { kind: { DataType: 'String', StringValue: 'ä' } })
    const handle = ['--queue-url', url, '--receipt-handle', String(message['ReceiptHandle'])]
    await cli.json('sqs', 'change-message-visibility', ...handle, '--visibility-timeout', '60')
    await cli.json('sqs', 'delete-message', ...handle)
  },
  [what.batches]: async (cli) => {
    const url = ['--queue-url', await queueUrl(cli)]
    const entries = JSON.stringify(['a', 'b'].map((id) => ({ Id: id, MessageBody: `body ${id}` })))
    const sent = await cli.json('sqs', 'send-message-batch', ...url, '--entries', entries)
    assert.equal((sent['Successful'] as readonly JsonOutput[]).length, 2)
    const received = await cli.json('sqs', 'receive-message', ...url, '--max-number-of-messages', '10')
    const messages = received['Messages'] as readonly JsonOutput[]
    const handles = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }))
    const deleted = await cli.json(
      'sqs',
      'delete-message-batch',
      ...url,
      '--entries',
      JSON.stringify(handles),
    )
    assert.equal((deleted['Successful'] as readonly JsonOutput[]).length, 2)
  },
  [what.missing]: async ({ aws }) => {
    const none = aws('sqs', 'get-queue-url', '--queue-name', 'nobody-made-this')
    await assert.rejects(none, /NonExistentQueue/)
    await assert.rejects(aws('s3api', 'get-object', '--bucket', bucket, '--key', 'nothing', 'x'), /NoSuchKey/)
  },
  [what.region]: async ({ aws }) => {
    await assert.rejects(aws('sqs', 'list-queues', '--region', 'eu-west-1'), /us-west-1/)
    // The AWS CLI reads the correct region from the error and tries again.
    await aws('s3api', 'list-objects-v2', '--bucket', bucket, '--region', 'eu-west-1')
  },
}

async function digest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
