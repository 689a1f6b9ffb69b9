import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { settingsQuery, setTransferLimit } from '../../queries/settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import styles from './transfers.module.css'
import { countText } from '../../../shared/texts/intl.ts'

const offered = [1, 2, 5, 10, 20, 50, 100]
const [least, most] = [0.01, 100_000]

/** The shared speed limit of all transfers. */
export function SpeedLimit() {
  const { data } = useQuery(settingsQuery())
  const { mutate } = useMutation(setTransferLimit())
  const [asking, setAsking] = useState(false)
  if (data === undefined) return null
  const limit = data.transferLimit
  const limits =
    limit === null || offered.includes(limit) ? offered : [...offered, limit].toSorted((a, b) => a - b)
  return (
    <div className={styles.limit}>
      <Select
        label="Speed limit"
        hideLabel
        value={limit === null ? 'none' : String(limit)}
        options={[
          { value: 'none', label: 'No speed limit' },
          ...limits.map((value) => ({ value: String(value), label: `Up to ${value} MB/s` })),
          { value: 'other', label: 'Custom limit…' },
        ]}
        onChange={(value) => {
          if (value === 'other') setAsking(true)
          else mutate({ megabytesPerSecond: value === 'none' ? null : Number(value) })
        }}
      />
      {asking ? (
        <LimitDialog
          onChoose={(megabytesPerSecond) => {
            mutate({ megabytesPerSecond })
            setAsking(false)
          }}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </div>
  )
}

interface LimitDialogProps {
  readonly onChoose: (megabytesPerSecond: number) => void
  readonly onClose: () => void
}

function LimitDialog({ onChoose, onClose }: LimitDialogProps) {
  const [text, setText] = useState('')
  const [tried, setTried] = useState(false)
  const value = Number(text.trim().replace(',', '.'))
  const isGood = text.trim() !== '' && value >= least && value <= most
  return (
    <Dialog
      title="Speed limit"
      description="Applies to all uploads and downloads together."
      size="small"
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (isGood) onChoose(value)
      }}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" type="submit">
            Set limit
          </Button>
        </>
      }
    >
      <TextField
        label="Megabytes per second"
        value={text}
        onChange={setText}
        placeholder="2.5"
        help="1 MB is 1,000,000 bytes."
        error={tried && !isGood ? `Enter a number from ${least} to ${countText(most)}.` : null}
      />
    </Dialog>
  )
}
