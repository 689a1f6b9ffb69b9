import { useRef } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { sizeText } from '../../../shared/texts/size-text.ts'
import type { AvailableUpdate, UpdatesSnapshot } from '../../../shared/updates.ts'
import { setChecksForUpdates } from '../../queries/settings.ts'
import {
  cancelUpdateDownload,
  checkForUpdates,
  downloadUpdate,
  showUpdateDownload,
  updatesQuery,
} from '../../queries/updates.ts'
import { useOpenedAt } from '../../ui/view/view-anchor.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { TimeAgo } from '../../ui/text/time.tsx'
import type { SettingsSection } from './find-settings.ts'
import { installSteps } from './install-steps.ts'
import styles from './settings-view.module.css'

const checksLabel = 'Look for a newer version once a day'

function Checks({ settings }: { readonly settings: Settings }) {
  const hasFeed = useQuery(updatesQuery()).data?.hasFeed ?? false
  const change = useMutation(setChecksForUpdates())
  return (
    <Checkbox
      label={checksLabel}
      help={
        hasFeed
          ? 'It asks the publisher of Remotejob, and sends nothing about you or your jobs.'
          : 'This build has no update feed, so it cannot look for newer versions.'
      }
      disabled={!hasFeed}
      checked={hasFeed && settings.checksForUpdates}
      onChange={(checks) => change.mutate(checks)}
    />
  )
}

function NewerVersion({ settings }: { readonly settings: Settings }) {
  const updates = useQuery(updatesQuery()).data
  const check = useMutation(checkForUpdates())
  const text = useRef<HTMLParagraphElement>(null)
  useOpenedAt('updates', () => {
    text.current?.scrollIntoView({ block: 'center' })
    text.current?.focus()
  })
  if (updates === undefined) return null
  const { hasFeed, update, error, isChecking, checkedAt, download } = updates
  return (
    <>
      <p ref={text} tabIndex={-1}>
        {update !== null
          ? `Remotejob ${update.version} is available. You have ${settings.version}.`
          : hasFeed && checkedAt !== null && error === null
            ? `Remotejob ${settings.version} is the newest version.`
            : `You have Remotejob ${settings.version}.`}
        {checkedAt === null ? null : (
          <span className={styles.help}>
            {' '}
            Last checked <TimeAgo at={checkedAt} />.
          </span>
        )}
      </p>
      {error === null ? null : <ErrorNote error={error} tone="warning" />}
      {update === null ? null : <Update update={update} download={download} />}
      {hasFeed ? (
        <div className={styles.buttons}>
          <Button disabled={isChecking || download?.state === 'running'} onClick={() => check.mutate()}>
            {isChecking ? 'Checking…' : 'Check now'}
          </Button>
        </div>
      ) : (
        <p className={styles.help}>Install a newer version in the same way as you installed this one.</p>
      )}
    </>
  )
}

interface UpdateProps {
  readonly update: AvailableUpdate
  readonly download: UpdatesSnapshot['download']
}

function Update({ update: { version, notes, date, file }, download }: UpdateProps) {
  const start = useMutation(downloadUpdate())
  const cancel = useMutation(cancelUpdateDownload())
  const show = useMutation(showUpdateDownload())
  return (
    <>
      {file === null ? (
        <p>It has no package for this system.</p>
      ) : download === null ? (
        <div className={styles.buttons}>
          <Button variant="primary" busy={start.isPending} onClick={() => start.mutate()}>
            Download ({sizeText(file.size)})
          </Button>
          <span className={styles.help}>To the Downloads folder. It is verified before you get it.</span>
        </div>
      ) : download.state === 'running' ? (
        <>
          <ProgressBar label={`Downloading ${file.name}`} value={download.received / file.size} />
          <div className={styles.buttons}>
            <Button onClick={() => cancel.mutate()}>Cancel</Button>
            <span className={styles.help}>
              {sizeText(download.received)} of {sizeText(file.size)}
            </span>
          </div>
        </>
      ) : (
        <>
          <p>{download.fileName} is in the Downloads folder, and is the one that its publisher has signed.</p>
          <InstallSteps kind={file.kind} fileName={download.fileName} />
          <div className={styles.buttons}>
            <Button variant="primary" onClick={() => show.mutate()}>
              Show in folder
            </Button>
          </div>
        </>
      )}
      {notes === '' ? null : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
        <section className={styles.notes} tabIndex={0} aria-label={`Changes in ${version}, ${date}`}>
          {notes}
        </section>
      )}
    </>
  )
}

function InstallSteps(of: Parameters<typeof installSteps>[0]) {
  const { text, command } = installSteps(of)
  return (
    <>
      <p>{text} Your jobs, connections and settings stay.</p>
      {command === null ? null : <pre className={styles.lines}>{command}</pre>}
    </>
  )
}

/** Newer versions of the app. */
export const updatesSection: SettingsSection = {
  title: 'Updates',
  rows: [
    { label: 'Newer version', words: 'update upgrade release check download install', Row: NewerVersion },
    { label: checksLabel, words: 'automatic update', Row: Checks },
  ],
}
