import { useMutation } from '@tanstack/react-query'
import type { Settings } from '../../../shared/connections/connections.ts'
import { chooseSaveFolder, setWork } from '../../queries/settings.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Checkbox } from '../../ui/controls/checkbox.tsx'
import type { SettingsSection } from './find-settings.ts'
import { NamePattern } from './name-pattern.tsx'
import styles from './settings-view.module.css'

interface RowProps {
  readonly settings: Settings
}

function SaveFolder({ settings }: RowProps) {
  const choose = useMutation(chooseSaveFolder())
  return (
    <div className={styles.line}>
      <div className={styles.text}>
        <span className={styles.label}>Save folder</span>
        <span className={styles.path}>{settings.saveFolder}</span>
      </div>
      <Button busy={choose.isPending} onClick={() => choose.mutate()}>
        Choose…
      </Button>
    </div>
  )
}

function FileNames({ settings }: RowProps) {
  return <NamePattern key={settings.namePattern} settings={settings} />
}

const ownFolderLabel = 'Save each job in its own folder'

function OwnFolder({ settings }: RowProps) {
  const work = useMutation(setWork())
  return (
    <Checkbox
      label={ownFolderLabel}
      checked={settings.savesInFolders}
      onChange={(savesInFolders) => work.mutate({ savesInFolders })}
    />
  )
}

/** The folder and the names of saved payloads. */
export const savingSection: SettingsSection = {
  title: 'Saving',
  rows: [
    { label: 'Save folder', words: 'downloads directory path', Row: SaveFolder },
    { label: 'File names', words: 'pattern name ext id queue date', Row: FileNames },
    { label: ownFolderLabel, words: 'directory', Row: OwnFolder },
  ],
}
