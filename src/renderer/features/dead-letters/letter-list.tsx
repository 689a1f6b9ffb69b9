import { useState } from 'react'
import { Skull } from 'lucide-react'
import type { DeadLetter } from '../../../shared/queues/dead-letters.ts'
import { comparableText } from '../../../shared/texts/comparable-text.ts'
import { FindField } from '../../ui/controls/search-field.tsx'
import { TimeAgo } from '../../ui/text/time.tsx'
import { useOfNow } from '../../ui/use-now.ts'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import styles from './letter-list.module.css'
import { letterName, letterState } from './letter-name.ts'

interface LetterListProps {
  readonly letters: readonly DeadLetter[]
  readonly selected: ReadonlySet<string>
  readonly current: string | null
  readonly edited: ReadonlySet<string>
  readonly onSelect: (selected: ReadonlySet<string>) => void
  readonly onOpen: (id: string) => void
}

/** The received dead letters. */
export function LetterList(props: LetterListProps) {
  const { letters: received, selected, current, edited, onSelect, onOpen } = props
  const [text, setText] = useState('')
  const letters = received.filter((letter) => matches(letter, text))
  const all = letters.length > 0 && letters.every(({ id }) => selected.has(id))

  function onText(next: string) {
    setText(next)
    // Actions apply only to what is on screen.
    const shown = received.filter((letter) => matches(letter, next) && selected.has(letter.id))
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
      {letters.length === 0 ? <p className={styles.none}>No received message matches.</p> : null}
      <table className={styles.list} aria-label="Received dead letters">
        <thead>
          <tr>
            <th scope="col" className={styles.check}>
              <input
                type="checkbox"
                aria-label="Select all"
                checked={all}
                disabled={letters.length === 0}
                onChange={() => onSelect(all ? new Set() : new Set(letters.map(({ id }) => id)))}
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
          {letters.map((letter) => (
            <LetterRow
              key={letter.id}
              letter={letter}
              selected={selected.has(letter.id)}
              current={current === letter.id}
              edited={edited.has(letter.id)}
              onToggle={() => {
                const next = new Set(selected)
                if (!next.delete(letter.id)) next.add(letter.id)
                onSelect(next)
              }}
              onOpen={() => onOpen(letter.id)}
            />
          ))}
        </tbody>
      </table>
    </>
  )
}

/** The letters' comparable texts. Cached, because bodies can be long and each keystroke compares all of them. */
const searched = new WeakMap<DeadLetter, string>()

function matches(letter: DeadLetter, text: string): boolean {
  const wanted = comparableText(text.trim())
  if (wanted === '') return true
  const known = searched.get(letter) ?? comparableText(`${letterName(letter)}\n${letter.body}`)
  searched.set(letter, known)
  return known.includes(wanted)
}

interface LetterRowProps {
  readonly letter: DeadLetter
  readonly selected: boolean
  readonly current: boolean
  readonly edited: boolean
  readonly onToggle: () => void
  readonly onOpen: () => void
}

function LetterRow({ letter, selected, current, edited, onToggle, onOpen }: LetterRowProps) {
  const name = letterName(letter)
  const state = useOfNow((now) => letterState(letter, now))
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
      <td className={styles.state} data-alert={letter.error !== null || undefined}>
        <Skull size={15} aria-hidden />
        {state}
      </td>
      <td className={styles.name}>
        <button type="button" aria-pressed={current} onClick={onOpen}>
          <MiddleCut text={name} />
        </button>
        {edited ? <span className={styles.edited}>edited</span> : null}
      </td>
      <td data-align="end">{letter.receivedCount}</td>
      <td data-align="end">{letter.sentAt === null ? '—' : <TimeAgo at={letter.sentAt} />}</td>
    </tr>
  )
}
