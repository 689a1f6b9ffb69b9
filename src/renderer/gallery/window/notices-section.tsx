import { HistoryNotice } from '../../features/app-notices/history-notice.tsx'
import { ReloadNotice } from '../../features/app-notices/reload-notice.tsx'
import { SandboxNotice } from '../../features/app-notices/sandbox-notice.tsx'
import { ProblemNotice } from '../../features/app-notices/problem-notice.tsx'
import { InstalledNotice, UpdateNotice } from '../../features/app-notices/update-notice.tsx'
import { PurgedNotice } from '../../features/queue-settings/purged-notice.tsx'
import { transfersKey } from '../../queries/transfers.ts'
import { updatesKey } from '../../queries/updates.ts'
import type { Handlers } from '../../testing/fake-bridge.ts'
import {
  historyStatus,
  sampleVersions,
  transfer,
  transfersSnapshot,
  updatesSnapshot,
} from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'
import { Group } from '../group.tsx'

const nothing = (): void => undefined
const handlers: Handlers = {
  'app:info': () => ({ sandboxed: false, reloaded: 'crashed', versions: sampleVersions }),
  'app:problems': () => ({ revision: 1, problems: ['history'] }),
  'history:status': () =>
    historyStatus({ hiddenFile: { why: 'damaged', fileName: 'ledger.damaged-1.sqlite' } }),
}

/** The notices about the app itself, and about a purge. */
export function NoticesSection() {
  const replaced = updatesSnapshot({ isReplaced: true })
  const newer = updatesSnapshot({ update: { version: '2.4.0', date: '2026-11-24', notes: '', file: null } })
  return (
    <>
      <Group label="Updates" variant="wide">
        <Feature data={[[updatesKey, newer]]}>
          <UpdateNotice />
        </Feature>
        <Feature data={[[updatesKey, replaced]]}>
          <InstalledNotice />
        </Feature>
        <Feature
          data={[
            [updatesKey, replaced],
            [transfersKey, transfersSnapshot([transfer()])],
          ]}
        >
          <InstalledNotice />
        </Feature>
      </Group>
      <Group label="Problem" variant="wide">
        <Feature handlers={handlers}>
          <ProblemNotice />
          <ReloadNotice />
          <SandboxNotice />
          <HistoryNotice />
          <PurgedNotice name="thumbnails-pending" undoId="undo" restorable={12} onDismiss={nothing} />
        </Feature>
      </Group>
    </>
  )
}
