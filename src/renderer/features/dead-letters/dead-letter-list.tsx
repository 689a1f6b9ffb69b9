import { useState } from 'react'
import { Skull } from 'lucide-react'
import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { FindField } from '../../ui/controls/search-field.tsx'
import { TimeAgo } from '../../ui/text/time.tsx'
import { useTimeDerived } from '../../ui/use-now.ts'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import styles from './dead-letter-list.module.css'
import { deadLetterName, deadLetterState } from './dead-letter-name.ts'

interface DeadLetterListProps {
  readonly deadLetters: readonly DeadLetter[]
  readonly selected: ReadonlySet<string>
  readonly current: string | null
  readonly edited: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onOpen: (id: string) => void
}

/** The received dead letters. */
export function DeadLetterList(props: DeadLetterListProps) {
  const { deadLetters: received, selected, current, edited, onSelect, onOpen } = props
  const [text, setText] = useState('')
  const deadLetters = received.filter((deadLetter) => matches(deadLetter, text))
  const all = deadLetters.length > 0 && deadLetters.every(({ id }) => selected.has(id))

  function onText(next: string) {
    setText(next)
    // Actions apply only to what is on screen.
    const shown = received.filter((deadLetter) => matches(deadLetter, next) && selected.has(deadLetter.id))
    if (shown.length < selected.size) onSelect(new Set(shown.map(({ id }) => id)))
  }

  return (
    <>
      <div className={styles.search}>
        <FindField
          label="Find dead letters"
          placeholder="Find in names and messages"
          value={text}
          onChange={onText}
        />
      </div>
      {deadLetters.length === 0 ? <p className={styles.none}>No received message matches.</p> : null}
      <table className={styles.list} aria-label="Received dead letters">
        <thead>
          <tr>
            <th scope="col" className={styles.check}>
              <input
                type="checkbox"
                aria-label="Select all"
                checked={all}
                disabled={deadLetters.length === 0}
                onChange={() => onSelect(all ? new Set() : new Set(deadLetters.map(({ id }) => id)))}
              />
            </th>
            <th scope="col">State</th>
            <th scope="col">Name</th>
            <th scope="col" data-align="end">
              Attempts
            </th>
            <th scope="col" data-align="end">
              First sent
            </th>
          </tr>
        </thead>
        <tbody>
          {deadLetters.map((deadLetter) => (
            <DeadLetterRow
              key={deadLetter.id}
              deadLetter={deadLetter}
              selected={selected.has(deadLetter.id)}
              current={current === deadLetter.id}
              edited={edited.has(deadLetter.id)}
              onToggle={() => {
                const next = new Set(selected)
                if (!next.delete(deadLetter.id)) next.add(deadLetter.id)
                onSelect(next)
              }}
              onOpen={() => onOpen(deadLetter.id)}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The letters' comparable texts. Cached, because bodies can be long and each keystroke compares all of them. */
const searched = new WeakMap<DeadLetter, string>()

function matches(deadLetter: DeadLetter, text: string): boolean {
  const wanted = comparableText(text.trim())
  if (wanted === '') return true
  const known =
    searched.get(deadLetter) ?? comparableText(`${deadLetterName(deadLetter)}\n${deadLetter.body}`)
  searched.set(deadLetter, known)
  return known.includes(wanted)
}

interface DeadLetterRowProps {
  readonly deadLetter: DeadLetter
  readonly selected: boolean
  readonly current: boolean
  readonly edited: boolean
  readonly onToggle: () => void
  readonly onOpen: () => void
}

function DeadLetterRow({ deadLetter, selected, current, edited, onToggle, onOpen }: DeadLetterRowProps) {
  const name = deadLetterName(deadLetter)
  const state = useTimeDerived((now) => deadLetterState(deadLetter, now))
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions -- its button does the same
    <tr data-current={current || undefined} data-selected={selected || undefined} onClick={onOpen}>
      <td className={styles.check}>
        <input
          type="checkbox"
          aria-label={`Select ${name}`}
          checked={selected}
          onChange={onToggle}
          onClick={(event) => event.stopPropagation()}
        />
      </td>
      <td className={styles.state} data-alert={deadLetter.error !== null || undefined}>
        <Skull size={15} aria-hidden />
        {state}
      </td>
      <td className={styles.name}>
        <button type="button" aria-pressed={current} onClick={onOpen}>
          <MiddleCut text={name} />
        </button>
        {edited ? <span className={styles.edited}>edited</span> : null}
      </td>
      <td data-align="end">{deadLetter.receivedCount}</td>
      <td data-align="end">{deadLetter.sentAt === null ? '—' : <TimeAgo at={deadLetter.sentAt} />}</td>
    </tr>
  )
}
