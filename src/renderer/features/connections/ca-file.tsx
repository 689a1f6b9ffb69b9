import { useMutation } from '@tanstack/react-query'
import { FileBadge } from 'lucide-react'
import type { Connection } from '../../../shared/connections/connections.ts'
import { chooseCaFile, forgetCaFile } from '../../queries/connections.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import styles from './connections-section.module.css'

const inPlace = { meta: { errorShownInPlace: true } }

/** Chooses a file with additional CA certificates for a connection to trust. */
export function CaFile({ connection }: { readonly connection: Connection }) {
  const choose = useMutation({ ...chooseCaFile(), ...inPlace })
  const forget = useMutation({ ...forgetCaFile(), ...inPlace })
  const ref = { connectionId: connection.id }
  const error = choose.error ?? forget.error
  return (
    <div className={styles.keys}>
      <output className={styles.keyState}>
        <FileBadge size={14} aria-hidden />
        {connection.caFileName === null
          ? 'Trusts the usual CA certificates.'
          : `Also trusts the certificates in ${connection.caFileName}.`}
      </output>
      <div className={styles.keyButtons}>
        <Button
          size="small"
          busy={choose.isPending}
          aria-label={`Choose CA file… for ${connection.label}`}
          onClick={() => choose.mutate(ref)}
        >
          Choose CA file…
        </Button>
        {connection.caFileName === null ? null : (
          <Button size="small" busy={forget.isPending} onClick={() => forget.mutate(ref)}>
            Stop using it
          </Button>
        )}
      </div>
      {error === null ? null : <ErrorNote error={error} />}
    </div>
  )
}
