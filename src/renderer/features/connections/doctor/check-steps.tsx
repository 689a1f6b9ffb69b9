import { CircleAlert, CircleCheck, CircleHelp, LoaderCircle, type LucideIcon } from 'lucide-react'
import type {
  CheckRemedy,
  CheckState,
  CheckStep,
  CheckStepId,
} from '../../../../shared/connections/doctor.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { CopyTextButton } from '../../../ui/controls/copy-text-button.tsx'
import { VisuallyHidden } from '../../../ui/layout/visually-hidden.tsx'
import styles from './check-steps.module.css'

/** The actions for the buttons in a check. A button without an action is not shown. */
export interface RemedyActions {
  readonly onAsk?: () => void
  readonly onChooseCaFile?: () => void
  readonly onUseRegion?: (of: 'queues' | 'buckets', region: string) => void
  readonly onCreate?: (remedy: Extract<CheckRemedy, { kind: 'create' }>) => void
}

const titles: Readonly<Record<CheckStepId, string>> = {
  keys: 'Keys',
  network: 'Servers',
  clock: 'Clock',
  identity: 'Identity',
  regions: 'Regions',
  resources: 'Buckets and queues',
  permissions: 'Permissions',
}

const states: Readonly<Record<CheckState, { readonly icon: LucideIcon; readonly label: string }>> = {
  pending: { icon: LoaderCircle, label: 'checking' },
  ok: { icon: CircleCheck, label: 'fine' },
  problem: { icon: CircleAlert, label: 'problem' },
  unknown: { icon: CircleHelp, label: 'unknown' },
}

interface CheckStepsProps extends RemedyActions {
  readonly steps: readonly CheckStep[]
}

/** A check's steps with their findings, and buttons for the remedies. */
export function CheckSteps({ steps, ...actions }: CheckStepsProps) {
  return (
    <ul className={styles.steps}>
      {steps.map(({ id, state, findings }) => (
        <li key={id} className={styles.step} data-state={state}>
          <StateIcon state={state} />
          <div className={styles.content}>
            <span className={styles.title}>{titles[id]}</span>
            {state === 'pending' ? <span className={styles.finding}>Checking…</span> : null}
            {findings.map((finding, index) => (
              // Findings have no identity, and never change their order.
              // oxlint-disable-next-line react/no-array-index-key
              <div key={index} className={styles.finding} data-state={finding.state}>
                <span>{visibleText(finding.text)}</span>
                <RemedyButton remedy={finding.remedy} {...actions} />
              </div>
            ))}
          </div>
        </li>
      ))}
    </ul>
  )
}

function StateIcon({ state }: { readonly state: CheckState }) {
  const { icon: Icon, label } = states[state]
  return (
    <>
      <Icon size={16} aria-hidden className={styles.icon} />
      <VisuallyHidden>{label}</VisuallyHidden>
    </>
  )
}

interface RemedyButtonProps extends RemedyActions {
  readonly remedy: CheckRemedy | null
}

function RemedyButton({ remedy, onAsk, onChooseCaFile, onUseRegion, onCreate }: RemedyButtonProps) {
  switch (remedy?.kind) {
    case 'ask':
      return <StepButton label="Get the keys" run={onAsk} />
    case 'choose-ca-file':
      return <StepButton label="Choose CA file…" run={onChooseCaFile} />
    case 'use-region': {
      const { of, region } = remedy
      return <StepButton label={`Use ${region}`} run={onUseRegion && (() => onUseRegion(of, region))} />
    }
    case 'create':
      return <StepButton label="Create what is missing…" run={onCreate && (() => onCreate(remedy))} />
    case 'statement':
      return <CopyTextButton label="Copy statement" text={remedy.text} />
    default:
      return null
  }
}

interface StepButtonProps {
  readonly label: string
  /** `undefined`: it cannot be done here. */
  readonly run: (() => void) | undefined
}

function StepButton({ label, run }: StepButtonProps) {
  return run === undefined ? null : (
    <Button size="small" onClick={run}>
      {label}
    </Button>
  )
}
