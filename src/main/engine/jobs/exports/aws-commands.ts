import type { Connection } from '../../../../shared/connections/connections.ts'
import { EngineError } from '../../errors/engine-error.ts'
import { safeFileName } from '../../files/safe-file-name.ts'

/** The parts of a connection used by the commands. They contain no secrets. */
export type CommandConnection = Pick<
  Connection,
  'kind' | 'region' | 'bucketRegion' | 'profile' | 'addresses' | 'hosts'
>

/** The shell whose quoting rules apply. */
export type Shell = 'sh' | 'powershell'

/** Returns the `aws` command that saves a payload to the current folder. @throws EngineError `BAD_REQUEST` */
export function copyCommand(
  payload: { readonly bucket: string; readonly key: string; readonly fileName: string },
  connection: CommandConnection,
  shell: Shell,
): string {
  // Needs `./`, because a name that starts with `-` would be an option, and one with `s3://` a bucket.
  const target = `./${safeFileName(payload.fileName)}`
  const words = ['aws', 's3', 'cp', `s3://${payload.bucket}/${payload.key}`, target]
  return line([...words, ...options(connection, 's3')], shell)
}

/** Returns the `aws` command that sends a message. @throws EngineError `BAD_REQUEST` */
export function sendCommand(
  message: { readonly queueUrl: string; readonly body: string },
  connection: CommandConnection,
  shell: Shell,
): string {
  const words = ['aws', 'sqs', 'send-message', '--queue-url', message.queueUrl]
  return line([...words, '--message-body', message.body, ...options(connection, 'sqs')], shell)
}

function options(connection: CommandConnection, service: 's3' | 'sqs'): readonly string[] {
  const { kind, profile, addresses, hosts, region, bucketRegion } = connection
  const local = kind === 'local' && hosts !== null ? `http://${hosts[service]}` : null
  const endpoint = local ?? addresses?.[service] ?? null
  return [
    ...(endpoint === null ? [] : ['--endpoint-url', endpoint]),
    '--region',
    service === 's3' ? (bucketRegion ?? region) : region,
    ...(profile === null ? [] : ['--profile', profile]),
  ]
}

/** A terminal interprets these even within quotes. */
// oxlint-disable-next-line no-control-regex -- these are what it looks for
const control = /[\u0000-\u001F\u007F-\u009F]/u

function line(words: readonly string[], shell: Shell): string {
  if (words.some((word) => control.test(word))) {
    throw new EngineError(
      'BAD_REQUEST',
      "This job's key or one of its fields has characters that a terminal would interpret.",
      {
        hint: 'Copy it as JSON.',
        retryable: false,
      },
    )
  }
  return words.map((word) => quoted(word, shell)).join(' ')
}

/** Quotes a word for the shell. */
function quoted(word: string, shell: Shell): string {
  if (/^[\w@%+:,./-]+$/u.test(word) && !(shell === 'powershell' && /[@%,]/u.test(word))) return word
  return shell === 'sh'
    ? `'${word.replaceAll("'", String.raw`'\''`)}'`
    : // Windows PowerShell passes quotes to a program only after a backslash. It treats curly quotes like straight ones.
      `'${word.replaceAll(/['‘’‚‛]/gu, '$&$&').replaceAll('"', String.raw`\"`)}'`
}
