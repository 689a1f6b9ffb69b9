import { useMutation } from '@tanstack/react-query'
import { ClipboardPaste, FileKey, Keyboard, KeyRound } from 'lucide-react'
import type { Connection } from '../../../shared/connections/connections.ts'
import { forgetKeys, takeKeysFromClipboard, takeKeysFromFile, typeKeys } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import styles from './connections-section.module.css'

// The error is shown next to the buttons.
const inPlace = { meta: { errorShownInPlace: true } }

interface SessionKeysProps {
  readonly connection: Connection
}

/** Sets a connection's keys. The page never sees the keys. */
export function SessionKeys({ connection }: SessionKeysProps) {
  const clipboard = useMutation({ ...takeKeysFromClipboard(), ...inPlace })
  const file = useMutation({ ...takeKeysFromFile(), ...inPlace })
  const typing = useMutation({ ...typeKeys(), ...inPlace })
  const forget = useMutation({ ...forgetKeys(), ...inPlace })
  const busy = typing.isPending || forget.isPending || clipboard.isPending || file.isPending
  const taken = clipboard.data?.accessKeyId ?? file.data?.accessKeyId ?? typing.data?.accessKeyId ?? null
  const ref = { connectionId: connection.id }
  const error = clipboard.error ?? file.error ?? typing.error ?? forget.error

  /** Starts one of the four actions, and clears the errors of the others. */
  function start(one: { mutate(connection: typeof ref): void }) {
    for (const other of [clipboard, file, typing, forget]) other.reset()
    one.mutate(ref)
  }

  return (
    <div className={styles.keys}>
      <output className={styles.keyState}>
        <KeyRound size={14} aria-hidden />
        {keysText(connection, taken)}
      </output>
      <div className={styles.keyButtons}>
        <Button
          size="small"
          icon={<ClipboardPaste aria-hidden />}
          disabled={busy}
          onClick={() => start(clipboard)}
        >
          Use keys from clipboard
        </Button>
        <Button size="small" icon={<FileKey aria-hidden />} disabled={busy} onClick={() => start(file)}>
          From a file…
        </Button>
        <Button size="small" icon={<Keyboard aria-hidden />} disabled={busy} onClick={() => start(typing)}>
          Type keys…
        </Button>
        {connection.hasKeys ? (
          <Button size="small" disabled={busy} onClick={() => start(forget)}>
            Forget keys
          </Button>
        ) : null}
      </div>
      <p className={styles.about}>
        Keys never enter this window. You type them in a small window of their own. Supported formats are
        environment lines such as <code>AWS_ACCESS_KEY_ID=…</code> for any shell, lines from an AWS
        credentials file, JSON from the AWS CLI and S3 servers, and CSV from the AWS console. The clipboard is
        cleared at once.
      </p>
      {error === null ? null : <ErrorNote error={error} />}
    </div>
  )
}

/** Which keys are set, and how long they last. */
function keysText({ hasKeys, keysNotStored }: Connection, taken: string | null): string {
  if (!hasKeys && taken === null) return 'No keys yet.'
  const set = taken === null ? 'Keys are set.' : `Keys set: ${taken}.`
  return keysNotStored === null
    ? `${set} The system stores them encrypted.`
    : `${set} They are kept until you quit. ${keysNotStored}`
}
